import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { node24Path } from '../../../test/support/node-24.ts';
import {
  type BehaviourCase,
  checkCase,
  invokeJson,
  payloadJson,
  sandboxOptions as plainOptions,
  requestIdOf,
  withTaskRoot,
} from './behaviour/behaviour-case.ts';
import { MEMORY } from './behaviour/memory-cases.ts';
import { NODE_ANSWERING } from './behaviour/node-answering-cases.ts';
import { NODE_FAILING } from './behaviour/node-failing-cases.ts';
import { NODE_LOADING } from './behaviour/node-loading-cases.ts';
import { PLATFORM } from './behaviour/platform-cases.ts';
import { PROVIDED } from './behaviour/provided-cases.ts';
import { PYTHON } from './behaviour/python-cases.ts';
import { runnerCommand } from './runner-command.ts';
import type { SandboxOptions } from './sandbox.ts';
import { SandboxStopped, startSandbox } from './start-sandbox.ts';

const NODE_24 = node24Path();
/** This machine's variables reach a sandbox only through its options. */
const sandboxOptions = (folder: string, more: Partial<SandboxOptions> = {}): SandboxOptions =>
  plainOptions(folder, process.env, more);
const hasPython = runnerCommand(sandboxOptions('.', { runtime: 'python3.12' })).ok;
const hasProc = existsSync('/proc/self/status');
const isWindows = process.platform === 'win32';

function checkAll(cases: readonly BehaviourCase[], more: Partial<SandboxOptions> = {}): void {
  it.concurrent.for(cases.map((row) => [row.title, row] as const))(
    '%s',
    { timeout: 30_000 },
    async ([, row], { expect }) => {
      const checked = checkCase({ ...row, options: { ...row.options, ...more } }, process.env);
      await expect(checked).resolves.toBeUndefined();
    },
  );
}

describe('loading a Node function', () => {
  checkAll(NODE_LOADING);
});
describe('answering from a Node function', () => {
  checkAll(NODE_ANSWERING);
});
describe('failing in a Node function', () => {
  checkAll(NODE_FAILING);
});
describe('what a function sees and logs', () => {
  checkAll(PLATFORM);
});
describe.skipIf(!hasProc)('memory', () => {
  checkAll(MEMORY);
});
describe.skipIf(!hasPython)('Python', () => {
  checkAll(PYTHON);
});
describe.skipIf(isWindows)('custom runtimes', () => {
  checkAll(PROVIDED);
});
describe.skipIf(NODE_24 === undefined)('under Node 24', () => {
  checkAll(
    [...NODE_LOADING, ...NODE_ANSWERING, ...(hasProc ? MEMORY : [])],
    NODE_24 === undefined ? {} : { nodePath: NODE_24 },
  );
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

  it.concurrent('answers from a new process where the last one ended in between', ({ expect }) => {
    const code = `exports.handler = async (event) => {
      if (event.exit) setTimeout(() => process.exit(5), 20);
      return process.pid;
    };`;
    return withTaskRoot({ 'index.js': code }, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      const pid = payloadJson(await invokeJson(sandbox, { exit: true }));
      await expect.poll(() => isReaped(Number(pid))).toBe(true);
      const report = await invokeJson(sandbox, {}, 1);
      await sandbox.stop();

      expect(payloadJson(report)).toEqual(expect.any(Number));
      expect(payloadJson(report)).not.toBe(pid);
      expect(report.initDuration).toBeGreaterThan(0);
    });
  });

  it.concurrent('leaves no process behind when the process that started it is killed', ({ expect }) => {
    const functionCode = `setInterval(() => {}, 10); exports.handler = async () => process.pid;`;
    const hostCode = `
      import { startSandbox } from ${JSON.stringify(new URL('./start-sandbox.ts', import.meta.url).href)};
      const options = JSON.parse(process.argv[2]);
      const sandbox = await startSandbox(options);
      const request = { requestId: 'id', payload: Buffer.from('{}'), invokedFunctionArn: 'arn' };
      const { payload } = await sandbox.invoke(request);
      process.stdout.write(Buffer.from(payload).toString());`;
    return withTaskRoot({ 'index.js': functionCode, 'host.mts': hostCode }, async (folder) => {
      const options = JSON.stringify(plainOptions(folder));
      const host = spawn(process.execPath, ['--import', 'tsx', join(folder, 'host.mts'), options], { stdio: 'pipe' });
      const pid = await new Promise<number>((resolve, reject) => {
        host.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
        host.stderr.once('data', (text: Buffer) => reject(new Error(text.toString())));
      });
      expect(isAlive(pid)).toBe(true);
      host.kill('SIGKILL');
      await expect.poll(() => isAlive(pid)).toBe(false);
    });
  });

  it.concurrent('passes every JSON value on as it is', ({ expect }) =>
    withTaskRoot({ 'index.js': 'exports.handler = async (event) => event;' }, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      try {
        await fc.assert(
          fc.asyncProperty(fc.jsonValue(), async (event) => {
            const sent = JSON.stringify(event);
            expect(JSON.stringify(payloadJson(await invokeJson(sandbox, event)))).toBe(
              JSON.stringify(JSON.parse(sent)),
            );
          }),
          { numRuns: 60 },
        );
      } finally {
        await sandbox.stop();
      }
    }));

  it.concurrent('tells what is wrong with an event that is no JSON, and goes on', ({ expect }) =>
    withTaskRoot({ 'index.js': 'exports.handler = async (event) => event;' }, async (folder) => {
      const sandbox = await startSandbox(sandboxOptions(folder));
      const request = { requestId: requestIdOf(0), payload: Buffer.from('{'), invokedFunctionArn: 'arn' };
      const report = await sandbox.invoke(request);
      const next = await invokeJson(sandbox, 1, 1);
      await sandbox.stop();

      expect(payloadJson(report)).toMatchObject({ errorType: 'SyntaxError' });
      expect(next.initDuration).toBeUndefined();
    }));

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

function isReaped(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** A process that ended but was not reaped yet does not count. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasProc || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
