/** Ctrl-C in the middle of a deployment through real Nx: what was done is told by the commands after it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DeployReport, StatusReport } from '@nx-lambda/core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cloudCode, type Shop, startShop } from './setup/shop.ts';
import { hasTerminal, NO_TERMINAL, openTerminal } from './setup/terminal.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop('interruption', { plugin: { concurrency: 1 } });
  const built = await shop.workspace.nx(['run-many', '-t', 'build']);
  if (built.code !== 0) throw new Error(built.output);
});
afterAll(() => shop.stop());

/** As a terminal does it: to Nx and all processes that it has started. */
async function interruptAfterFirstWrite(args: readonly string[]): Promise<void> {
  const { root, environment } = shop.workspace;
  const child = spawn(process.execPath, [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], {
    cwd: root,
    env: environment,
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(child, 'exit');
  const writes = () => shop.control.calls.count({ operation: 'UpdateFunctionCode' });
  await vi.waitUntil(() => writes() > 0, { interval: 1, timeout: 60_000 });
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  await ended;
}

it('is told by status-feature, and by the next deployment, which writes only what is left', async () => {
  const before = cloudCode(shop.control, 'ann');
  // Slow answers keep the deployment in the middle of its writes.
  shop.control.change({ latency: 400 });
  await interruptAfterFirstWrite(['run-many', '-t', 'deploy-feature', '--report=dist/interrupted.json']);
  shop.control.change({ latency: 0 });
  const after = cloudCode(shop.control, 'ann');
  const done = Object.keys(after).filter((id) => after[id] !== before[id]);
  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThan(6);
  const report: DeployReport = JSON.parse(await shop.workspace.read('dist/interrupted.json'));
  expect(report.counts).toMatchObject({ updated: done.length, failed: 6 - done.length });

  // One may be noted whose update was never sent.
  const notice = `interrupted: ${done.length} done, `;
  const status = await shop.run(['run-many', '-t', 'status-feature', '--report=dist/status.json']);
  const { notices }: StatusReport = JSON.parse(await shop.workspace.read('dist/status.json'));
  expect(notices).toMatchObject([{ code: 'NXL-DEPLOY-UNFINISHED', message: expect.stringContaining(notice) }]);
  expect(status.output).toContain(notice);

  const next = await shop.deploy(['run-many', '-t', 'deploy-feature']);
  expect(next.output).toContain(notice);
  expect(next.updated).toHaveLength(6 - done.length);
  const last = await shop.deploy(['run-many', '-t', 'deploy-feature']);
  expect(last.output).not.toContain('interrupted');
  expect(last.updated).toEqual([]);
});

it('is told in the terminal, where Nx passes on nothing after it', async ({ skip }) => {
  if (!hasTerminal()) skip(NO_TERMINAL);
  await shop.workspace.edit('libs/http/src/index.ts', 'application/json', 'application/json; charset=utf-8');
  shop.control.change({ latency: 400 });
  shop.control.calls.reset();
  const session = openTerminal(shop.workspace, ['run-many', '-t', 'deploy-feature']);
  const writes = () => shop.control.calls.count({ operation: 'UpdateFunctionCode' });
  await vi.waitUntil(() => writes() > 0, { interval: 1, timeout: 60_000 });
  // Nx ends before its batch does, which then says the rest.
  void session.interrupt();
  await session.shows('Interrupted: no further update is sent');
  await session.shows(/ann: \d+ updated.*\n/);
  shop.control.change({ latency: 0 });
  const [, updated] = /ann: (\d+) updated/.exec(session.shown().slice(session.shown().indexOf('Interrupted'))) ?? [];
  expect(Number(updated)).toBe(writes());
  expect(writes()).toBeLessThan(5);
});
