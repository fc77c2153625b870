import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type BehaviourCase,
  checkCase,
  invokeJson,
  payloadJson,
  requestIdOf,
  sandboxOptions,
  withTaskRoot,
} from './behaviour/behaviour-case.ts';
import { NODE_ANSWERING } from './behaviour/node-answering-cases.ts';
import { NODE_FAILING } from './behaviour/node-failing-cases.ts';
import { NODE_LOADING } from './behaviour/node-loading-cases.ts';
import { MEMORY, PLATFORM } from './behaviour/platform-cases.ts';
import { PROVIDED } from './behaviour/provided-cases.ts';
import { PYTHON } from './behaviour/python-cases.ts';
import { runnerCommand } from './runner-command.ts';
import type { SandboxOptions } from './sandbox.ts';
import { SandboxStopped, startSandbox } from './start-sandbox.ts';

const NODE_24 = fileURLToPath(new URL('../../../node_modules/node-24/bin/node', import.meta.url));
const hasPython = runnerCommand(sandboxOptions('.', { runtime: 'python3.12' })).ok;
const hasProc = existsSync('/proc/self/status');
const isWindows = process.platform === 'win32';

function checkAll(cases: readonly BehaviourCase[], more: Partial<SandboxOptions> = {}): void {
  for (const row of cases) {
    it.concurrent(row.title, { timeout: 30_000 }, () => checkCase({ ...row, options: { ...row.options, ...more } }));
  }
}

describe('loading a Node function', () => checkAll(NODE_LOADING));
describe('answering from a Node function', () => checkAll(NODE_ANSWERING));
describe('failing in a Node function', () => checkAll(NODE_FAILING));
describe('what a function sees and logs', () => checkAll(PLATFORM));
describe.skipIf(!hasProc)('memory', () => checkAll(MEMORY));
describe.skipIf(!hasPython)('Python', () => checkAll(PYTHON));
describe.skipIf(isWindows)('custom runtimes', () => checkAll(PROVIDED));
describe.skipIf(!existsSync(NODE_24))('under Node 24', () => {
  checkAll([...NODE_LOADING, ...NODE_ANSWERING], { nodePath: NODE_24 });
});

describe('a sandbox', () => {
  const echo = { 'index.js': 'exports.handler = async (event) => { console.log("got", event); return event; };' };

  it.concurrent('queues concurrent callers, first come, first served', () =>
    withTaskRoot(echo, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      const reports = await Promise.all([1, 2, 3, 4, 5].map((event) => invokeJson(sandbox, event, event)));
      await sandbox.stop();

      expect(reports.map(payloadJson)).toEqual([1, 2, 3, 4, 5]);
      expect(reports.map(({ initDuration }) => initDuration !== undefined)).toEqual([true, false, false, false, false]);
      for (const [index, { log }] of reports.entries()) {
        expect(log.match(/got \d/g)).toEqual([`got ${index + 1}`]);
        expect(log).toContain(requestIdOf(index + 1));
      }
    }));

  it.concurrent('leaves no process behind, not even one that the function started', { timeout: 20_000 }, ({
    expect,
  }) => {
    const code = `const { spawn } = require('node:child_process');
      setInterval(() => console.log('tick'), 10);
      exports.handler = async () => {
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
        return [process.pid, child.pid];
      };`;
    return withTaskRoot({ 'index.js': code }, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      const pids = payloadJson(await invokeJson(sandbox, {})) as readonly number[];
      expect(pids.map(isAlive)).toEqual([true, true]);
      await sandbox.stop();
      // Whoever adopts the function's children reaps them in its own time.
      await expect.poll(() => pids.map(isAlive)).toEqual([false, false]);
    });
  });

  it.concurrent('rejects what is running and queued when it is stopped', () =>
    withTaskRoot(
      { 'index.js': 'exports.handler = () => new Promise(() => setInterval(() => {}, 1000));' },
      async (folder) => {
        const sandbox = await startSandbox(sandboxOptions(folder));
        const pending = Promise.allSettled([invokeJson(sandbox, 1), invokeJson(sandbox, 2)]);
        await sandbox.stop();
        const reasons = (await pending).map((result) => (result.status === 'rejected' ? result.reason : undefined));

        expect(reasons).toEqual([expect.any(SandboxStopped), expect.any(SandboxStopped)]);
        await expect(invokeJson(sandbox, 3)).rejects.toThrow(SandboxStopped);
      },
    ));

  it.concurrent('kills the function when its caller gives up, and answers the next one anew', ({ expect }) => {
    const code = `const { writeFileSync } = require('node:fs');
      exports.handler = async (event) => {
        if (!event.wait) return 'ok';
        writeFileSync('started', '');
        await new Promise(() => setInterval(() => {}, 1000));
      };`;
    return withTaskRoot({ 'index.js': code }, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      const caller = new AbortController();
      const request = { requestId: requestIdOf(1), payload: Buffer.from('{"wait":true}'), invokedFunctionArn: 'arn' };
      const given = sandbox.invoke(request, caller.signal);
      await expect.poll(() => existsSync(join(folder, 'started'))).toBe(true);
      caller.abort(new Error('gave up'));
      await expect(given).rejects.toThrow('gave up');
      const report = await invokeJson(sandbox, {}, 2);
      await sandbox.stop();

      expect(payloadJson(report)).toBe('ok');
      expect(report.initDuration).toBeGreaterThan(0);
    });
  });

  it.concurrent('passes client context and trace id on', () => {
    const code = 'exports.handler = async (event, context) => [context.clientContext, process.env._X_AMZN_TRACE_ID];';
    return withTaskRoot({ 'index.js': code }, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      const report = await sandbox.invoke({
        requestId: requestIdOf(0),
        payload: Buffer.from('{}'),
        invokedFunctionArn: 'arn',
        clientContext: Buffer.from('{"custom":{"who":"Zoë"}}').toString('base64'),
        traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      });
      await sandbox.stop();

      expect(payloadJson(report)).toEqual([{ custom: { who: 'Zoë' } }, 'Root=1-5759e988-bd862e3fe1be46a994272793']);
    });
  });
});

describe('runnerCommand', () => {
  it('fails where a Python function has no python3 on PATH', () => {
    const command = runnerCommand(
      sandboxOptions('.', { runtime: 'python3.12', hostEnvironment: { PATH: '/nowhere' } }),
    );
    expect(command).toMatchObject({ ok: false, failures: [{ code: 'NXL-INVOKE-PYTHON' }] });
  });
});

/** A process that ended but was not reaped yet does not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasProc || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
