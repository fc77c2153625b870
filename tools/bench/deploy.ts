/**
 * `npm run bench -- deploy`: deployments on the stand-in, with AWS's limits, 40 ms round trip and 1 s an update. What is
 * measured is what the executor does: `deployServices` with the real adapters and records.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { DeployReport } from '../../packages/core/src/index.ts';
import { type FakeAws, startFakeAws } from '../../packages/fake-aws/src/index.ts';
import { deployServices } from '../../packages/operations/src/index.ts';
import {
  sampleAws,
  sampleFunctions,
  samplePorts,
  sampleRequest,
  sampleZip,
  seedFunctions,
} from '../faults/sample-deployment.ts';
import { deployOneOf50, statusOf300 } from './deploy-nx.ts';
import { median } from './measure.ts';
import { peakMemory } from './peak-memory.ts';

const CLOUD = { limits: true, latency: 40, updateTime: 1000 };
const FUNCTIONS = 300;
/** Calls a second that Lambda allows for writes, and so the floor of any deployment. */
const WRITES = 15;

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One JSON line a figure. */
export async function* deployFigures(runs: number): AsyncGenerator<string> {
  yield await allChanged(runs);
  yield* await fewChanged(runs);
  yield await deployOneOf50(runs);
  yield await statusOf300(runs);
  yield await deployMemory(runs);
}

async function allChanged(runs: number): Promise<string> {
  const times: number[] = [];
  let failed = 0;
  let throttled = 0;
  for (let run = 0; run < runs; run++) {
    await withCloud(FUNCTIONS, async (cloud, folder) => {
      const { report, duration } = await deploy(cloud, folder, (logicalId) => `new ${logicalId}`);
      times.push(duration);
      failed += FUNCTIONS - report.counts.updated;
      throttled += cloud.control.calls.list().filter(({ status }) => status === 429).length;
    });
  }
  const floor = (FUNCTIONS / WRITES) * 1000;
  const medianMs = Math.round(median(times));
  return JSON.stringify({
    bench: 'deploy-300-changed',
    runs,
    medianMs,
    baselineMs: floor,
    ratio: Number((medianMs / floor).toFixed(2)),
    extraMs: medianMs - floor,
    failed,
    throttled,
  });
}

async function fewChanged(runs: number): Promise<readonly string[]> {
  const none = { times: [] as number[], calls: 0, mutatingCalls: 0 };
  const one = { times: [] as number[], calls: 0 };
  await withCloud(FUNCTIONS, async (cloud, folder) => {
    const code = (changed: number) => (logicalId: string) => {
      return logicalId === 'F7' && changed > 0 ? `change ${changed}` : `old ${logicalId}`;
    };
    // The first look proves by GetFunction what is deployed; from then on a list is enough.
    await deploy(cloud, folder, code(0));
    for (let run = 0; run < runs; run++) {
      cloud.control.calls.reset();
      const same = await deploy(cloud, folder, code(run));
      none.times.push(same.duration);
      none.calls = Math.max(none.calls, cloud.control.calls.count());
      none.mutatingCalls += cloud.control.calls.count({ mutating: true });
      cloud.control.calls.reset();
      const changed = await deploy(cloud, folder, code(run + 1));
      one.times.push(changed.duration);
      one.calls = Math.max(one.calls, cloud.control.calls.count());
      if (changed.report.counts.updated !== 1) throw new Error('not exactly one function was updated');
    }
  });
  const { calls, mutatingCalls } = none;
  return [
    JSON.stringify({
      bench: 'deploy-300-unchanged',
      runs,
      medianMs: Math.round(median(none.times)),
      calls,
      mutatingCalls,
    }),
    JSON.stringify({ bench: 'deploy-1-of-300', runs, medianMs: Math.round(median(one.times)), calls: one.calls }),
  ];
}

const LARGE = { functions: 1000, bytes: 1_000_000 };

/** The deployment in a process of its own; its 1 MB packages are read from the disk, as the executor does. */
export async function deployMemory(runs: number): Promise<string> {
  const peaks: number[] = [];
  const script = join(root, 'dist/bench/deploy-memory.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('child/deploy-memory.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['@aws-sdk/*'],
    // What is bundled with it asks for Node's own modules by require.
    banner: { js: "import { createRequire as from } from 'node:module'; const require = from(import.meta.url);" },
    logLevel: 'error',
  });
  for (let run = 0; run < runs; run++) {
    await withCloud(
      LARGE.functions,
      async ({ endpoint }, folder) => {
        const zip = join(folder, 'large.zip');
        await mkdir(folder, { recursive: true });
        await writeFile(zip, sampleZip({ text: 'large', ballast: new Uint8Array(LARGE.bytes) }));
        const args = [script, endpoint, folder, zip, String(LARGE.functions)];
        const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
        const peak = await peakMemory(process.execPath, args, { cwd: root, env });
        if (peak === undefined) throw new Error('This system does not tell the memory of processes (no /proc).');
        peaks.push(peak);
      },
      { ...CLOUD, limits: false },
    );
  }
  return JSON.stringify({
    bench: 'deploy-memory',
    functions: LARGE.functions,
    runs,
    medianMb: Math.round(median(peaks)),
  });
}

async function deploy(
  { endpoint }: FakeAws,
  folder: string,
  text: (logicalId: string) => string,
): Promise<{ readonly report: DeployReport; readonly duration: number }> {
  const started = performance.now();
  const aws = sampleAws(endpoint);
  const ports = samplePorts(aws, folder, (logicalId) => sampleZip({ text: text(logicalId) }));
  const result = await deployServices(
    sampleRequest(sampleFunctions(FUNCTIONS, { aliases: false })),
    ports,
    () => undefined,
  );
  aws.close();
  if (!result.ok) throw new Error(result.failures[0].message);
  const bad = result.value.outcomes.find((outcome) => 'failure' in outcome);
  if (bad !== undefined && 'failure' in bad) process.stderr.write(`${bad.failure.code}: ${bad.failure.message}\n`);
  return { report: result.value, duration: performance.now() - started };
}

async function withCloud(
  functions: number,
  work: (cloud: FakeAws, folder: string) => Promise<void>,
  settings: Parameters<typeof startFakeAws>[0] = CLOUD,
): Promise<void> {
  const cloud = await startFakeAws(settings);
  const folder = await mkdtemp(join(tmpdir(), 'nx-lambda-bench-'));
  try {
    seedFunctions(cloud, sampleFunctions(functions, { aliases: false }), ({ logicalId }) =>
      sampleZip({ text: `old ${logicalId}` }),
    );
    await work(cloud, folder);
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
