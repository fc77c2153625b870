/** Ends deployments as `kill -9` does, at random points, and looks what the next one finds. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { type FakeAws, startFakeAws } from '../../packages/fake-aws/src/index.ts';
import { deployServices } from '../../packages/operations/src/index.ts';
import {
  digestOf,
  fastClock,
  REGION,
  sampleAws,
  sampleFunctions,
  samplePorts,
  sampleRequest,
  sampleZip,
  seedFunctions,
} from './sample-deployment.ts';

export interface KillResult {
  /** What the run after a kill left undone, did again, or told wrongly. */
  readonly lost: readonly string[];
}

const SPEED = 20;

export async function killAtRandomPoints(points: number, functions: number): Promise<KillResult> {
  const limit = pLimit(2);
  const lost = await Promise.all(
    Array.from({ length: points }, (_, point) => {
      // Evenly over the calls of a whole deployment: identity, a read, a write and about one look for each function, and
      // half as much again for what is published and moved.
      const calls = 1 + Math.floor(((point + Math.random()) / points) * functions * 4.5);
      return limit(async () => {
        return (await killAfter(calls, functions)).map((text) => `${text} (killed after ${calls} calls)`);
      });
    }),
  );
  return { lost: lost.flat() };
}

async function killAfter(calls: number, count: number): Promise<readonly string[]> {
  const cloud = await startFakeAws({ updateTime: 40, latency: 2 });
  const folder = await mkdtemp(join(tmpdir(), 'nx-lambda-kill-'));
  try {
    const functions = sampleFunctions(count);
    seedFunctions(cloud, functions, ({ logicalId }) => sampleZip({ text: `old ${logicalId}` }));
    await startAndKill(cloud, folder, count, calls);
    const aws = sampleAws(cloud.endpoint, { unlimited: true });
    const ports = samplePorts(aws, folder, newZip, fastClock(SPEED));
    const result = await deployServices(sampleRequest(functions), ports, () => undefined);
    aws.close();
    if (!result.ok) return [result.failures[0].message];
    return functions.flatMap(({ physicalName, logicalId, aliased }) => {
      const facts = cloud.control.functionFacts(physicalName, { region: REGION });
      const outcome = result.value.outcomes.find((one) => one.logicalId === logicalId)?.kind;
      const writes = facts?.writes.filter(({ operation }) => operation === 'UpdateFunctionCode').length;
      const told = outcome === 'updated' || outcome === 'skipped';
      const held = facts?.codeSha256 === digestOf(newZip(logicalId));
      const problems = told && held && writes === 1 ? [] : [`${physicalName} ${outcome}, written ${writes} times`];
      // The version that the stack published, and one of ours.
      const led = facts?.aliases['live']?.codeSha256 === facts?.codeSha256 && facts?.versions === 2;
      return aliased && !led ? [...problems, `${physicalName} ${outcome}, ${facts?.versions} versions`] : problems;
    });
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export function newZip(logicalId: string): Uint8Array {
  return sampleZip({ text: `new ${logicalId}` });
}

/** A deployment in a process of its own, which is killed once the stand-in saw so many calls. */
async function startAndKill({ endpoint, control }: FakeAws, folder: string, count: number, calls: number) {
  const script = fileURLToPath(new URL('killed-deployment.ts', import.meta.url));
  const args = ['--import', 'tsx', script, endpoint, folder, String(count)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  while (child.exitCode === null && child.signalCode === null && control.calls.count() < calls) await wait(1);
  child.kill('SIGKILL');
  await ended;
}
