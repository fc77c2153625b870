import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeployReport } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { digestOf, sampleFunctions, sampleZip, seedFunctions } from '../../tools/faults/sample-deployment.ts';

const COUNT = 60;
const script = fileURLToPath(new URL('../../tools/faults/interrupted-deployment.ts', import.meta.url));

let cloud: FakeAws;
let folder: string;
let child: ChildProcess;
let output: string;

/** A deployment of many functions under AWS's limits, some seconds long, of which some writes were made. */
beforeEach(async () => {
  cloud = await startFakeAws({ limits: true, latency: 10, updateTime: 300 });
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-interruption-'));
  seedFunctions(cloud, sampleFunctions(COUNT), ({ logicalId }) => sampleZip({ text: `old ${logicalId}` }));
  output = '';
  const args = ['--import', 'tsx', script, cloud.endpoint, folder, String(COUNT)];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await vi.waitUntil(() => writes() >= 15, { interval: 1, timeout: 45_000 });
});

afterEach(async () => {
  child.kill('SIGKILL');
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Logical ids of the functions that have other code than they were seeded with. */
function written(): readonly string[] {
  const seeded = new Map(
    sampleFunctions(COUNT).map(({ physicalName, logicalId }) => [
      physicalName,
      { logicalId, codeSha256: digestOf(sampleZip({ text: `old ${logicalId}` })) },
    ]),
  );
  return cloud.control.functions().flatMap(({ functionName: name, codeSha256 }) => {
    const before = seeded.get(name);
    return before === undefined || before.codeSha256 === codeSha256 ? [] : [before.logicalId];
  });
}

function writes(): number {
  return cloud.control.calls.count({ operation: 'UpdateFunctionCode' });
}

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s starts no new write, waits for the others and tells the truth',
  async (signal) => {
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    const { outcomes, counts }: DeployReport = JSON.parse(output);
    expect(outcomes).toHaveLength(COUNT);
    // Every fourth function has an alias: it is updated when that has moved, and both are writes.
    const moved = cloud.control.calls.count({ operation: 'UpdateAlias' });
    const aliased = new Set(sampleFunctions(COUNT).flatMap((fn) => (fn.aliased ? [fn.logicalId] : [])));
    const updated = outcomes.filter(({ kind }) => kind === 'updated').map(({ logicalId }) => logicalId);
    expect(updated.filter((logicalId) => aliased.has(logicalId))).toHaveLength(moved);
    expect(counts.updated).toBeLessThanOrEqual(writes());
    expect(counts.updated).toBeGreaterThan(0);
    expect(counts.updated).toBeLessThan(COUNT);
    expect(updated.length - moved).toBe(written().filter((logicalId) => !aliased.has(logicalId)).length);
    const rest = outcomes.filter(({ kind }) => kind !== 'updated');
    expect(new Set(rest.map((outcome) => 'failure' in outcome && outcome.failure.code))).toEqual(
      new Set(['NXL-DEPLOY-INTERRUPTED']),
    );
  },
);

it('a second signal ends it at once', async () => {
  cloud.control.change({ updateTime: 600_000 });
  child.kill('SIGINT');
  // The first signal has arrived when no write comes any more.
  let before = -1;
  const stopped = () => {
    const now = writes();
    const same = now === before;
    before = now;
    return same;
  };
  await vi.waitUntil(stopped, { interval: 200, timeout: 30_000 });
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
});
