/**
 * `npm run bench -- local`: a function with the AWS SDK's Lambda client is run on this machine, on a stand-in without
 * latency. What is measured is what the executor does: `invokeLocal` and `watchLocal` with the real adapters. The last figure
 * is of the direct command.
 */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LambdaEvent } from '../../packages/core/src/index.ts';
import { watchLocal } from '../../packages/operations/src/index.ts';
import { watchChanges } from '../../packages/workspace/src/index.ts';
import { type LocalWorld, NAME, ROLE, type RunOptions, startLocalWorld } from '../sample/local-function.ts';
import { directInvokeFigure } from './direct-invoke.ts';
import { median } from './measure.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const EXTERNAL: RunOptions = { code: { packages: 'external' } };
/** The SDK is bundled too, which it usually is not: the runtime carries it. */
const FULL: RunOptions = { bundle: { provided: [] } };

/** One JSON line a figure. */
export async function* localFigures(runs: number): AsyncGenerator<string> {
  const world = await startLocalWorld();
  try {
    await symlink(join(root, 'node_modules'), join(world.root, 'node_modules'), 'junction');
    world.control.seedFunction({ functionName: NAME, runtime: 'nodejs20.x', role: ROLE, memorySize: 512, timeout: 30 });
    await write(world, 0);
    yield line('local-first-run', runs, await firstRuns(world, runs));
    yield line('local-save-to-result', runs, await saves(world, EXTERNAL, runs));
    yield line('local-save-to-result-full-bundle', runs, await saves(world, FULL, runs));
  } finally {
    await world.stop();
  }
  yield await directInvokeFigure(runs);
}

function write(world: LocalWorld, run: number): Promise<void> {
  return world.write({
    'orders/app.ts': `import { LambdaClient } from '@aws-sdk/client-lambda';
export const handler = async () => [${run}, typeof LambdaClient];`,
  });
}

/** Milliseconds beyond those that the calls to AWS take. */
async function firstRuns(world: LocalWorld, runs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { request, ports } = world.prepare(EXTERNAL);
    const asked = performance.now();
    await request.read();
    const calls = performance.now() - asked;
    await ports.code.remove();
    const started = performance.now();
    const { result } = await world.run();
    if (!result.ok) throw new Error(result.failures[0].message);
    times.push(performance.now() - started - calls);
  }
  return times;
}

/** Milliseconds from a save to the answer of the code that was saved. */
async function saves(world: LocalWorld, options: RunOptions, runs: number): Promise<readonly number[]> {
  const { request, ports } = world.prepare({ ...options, code: { ...options.code, repeated: true } });
  const changes = watchChanges(world.root);
  const ending = new AbortController();
  const times: number[] = [];
  let saved = 0;
  const save = async (): Promise<void> => {
    saved = performance.now();
    await write(world, times.length + 1);
  };
  const emit = (event: LambdaEvent): void => {
    if (event.type === 'invoke-failed') throw new Error(event.failures[0]?.message);
    if (event.type === 'invoke-finished' && saved > 0) {
      if (event.report.payload !== `[${times.length + 1},"function"]`) throw new Error(event.report.payload);
      times.push(performance.now() - saved);
    }
    if (event.type !== 'local-waiting') return;
    // The process that stands by loads its packages while somebody types.
    if (times.length < runs) setTimeout(() => void save(), 1500);
    else ending.abort();
  };
  const ended = await watchLocal(request, { ...ports, changes }, emit, ending.signal);
  await ports.code.remove();
  if (!ended.ok) throw new Error(ended.failures[0].message);
  return times;
}

function line(bench: string, runs: number, times: readonly number[]): string {
  return JSON.stringify({ bench, runs, medianMs: Math.round(median(times)) });
}
