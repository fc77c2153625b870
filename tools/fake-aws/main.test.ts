import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const TOOL = ['tools/run.mjs', 'tools/fake-aws/main.ts'];

interface Ready {
  readonly endpoint: string;
  readonly pid: number;
}

/** The first line of what it prints, which says that it is ready. */
async function readyLine(tool: ChildProcess): Promise<Ready> {
  if (tool.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: tool.stdout })) {
    tool.stdout.resume();
    const parsed: Ready = JSON.parse(line);
    return parsed;
  }
  throw new Error('it ended before it was ready');
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Windows has no signals: there the whole tree ends with its console.
  test.skipIf(process.platform === 'win32')(
    `prints its endpoint on one line when it is ready, and ends with its inner process at ${signal}`,
    async () => {
      const args = [...TOOL, '--port', '0', '--limits', '--latency', '4', '--update-time', '5', '--snapshot-time', '6'];
      const outer = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
      const exited = once(outer, 'exit');
      const { endpoint, pid } = await readyLine(outer);
      const settings = await fetch(`${endpoint}/_nx-lambda/settings`);
      expect(await settings.json()).toEqual({
        limits: true,
        latency: 4,
        updateTime: 5,
        createTime: 0,
        resourceTime: 0,
        snapshotTime: 6,
        codeLocationStatus: 200,
      });
      expect(new URL(endpoint).hostname).toBe('127.0.0.1');
      expect(isRunning(pid)).toBe(true);
      outer.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(isRunning(pid)).toBe(false);
    },
  );
}

test('help and wrong options say what there is, and that it executes code', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [...TOOL, ...args], { cwd: ROOT, encoding: 'utf8' });
  const help = run('--help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toMatch(/executes the code/i);
  const wrong = run('--latency', 'slow');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('Option latency is not a whole number');
});
