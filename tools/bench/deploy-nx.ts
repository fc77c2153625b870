/**
 * Commands of a feature environment through real Nx, against the same command with executors that do nothing: what
 * deploying and reading cost by themselves.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT_TAG } from '../../packages/core/src/index.ts';
import { type FakeAws, startFakeAws } from '../../packages/fake-aws/src/index.ts';
import { sampleZip } from '../faults/sample-deployment.ts';
import { mustRun } from '../sample/command.ts';
import { interleaved, median } from './measure.ts';
import { createSubjects, type Subject, type Subjects } from './subjects.ts';

const REGION = 'us-east-1';
const ENVIRONMENT = 'anna';

const STATIC = '--output-style=static';
const DEPLOY_ALL = ['run-many', '-t', 'deploy-feature', STATIC];
const DEPLOY_AFFECTED = ['affected', '-t', 'deploy-feature', '--base=HEAD', STATIC];
const STATUS_ALL = ['run-many', '-t', 'status-feature', STATIC];

const script = fileURLToPath(new URL('child/bare-deploy.mjs', import.meta.url));

/** One edit among 50 services, on a stand-in without latency; the baseline bundles, zips and updates by a bare script. */
export async function deployOneOf50(runs: number): Promise<string> {
  return withSubjects(50, {}, async ({ product, baseline, environment }, cloud) => {
    await product.nx(...DEPLOY_ALL);
    await baseline.nx(...DEPLOY_ALL);
    const { product: own, baseline: theirs } = await interleaved(
      runs,
      async (run) => {
        await editService(product, run);
        const before = cloud.control.calls.count({ operation: 'UpdateFunctionCode' });
        const duration = await product.nx(...DEPLOY_AFFECTED);
        const updates = cloud.control.calls.count({ operation: 'UpdateFunctionCode' }) - before;
        if (updates !== 1) throw new Error(`${updates} functions were updated in place of one`);
        return duration;
      },
      async (run) => {
        await editService(baseline, run);
        const command = await baseline.nx(...DEPLOY_AFFECTED);
        const args = [script, baseline.root, 's7', physicalName(7)];
        const bare = await mustRun(process.execPath, args, { cwd: baseline.root, env: environment });
        return command + bare.duration;
      },
    );
    return comparison('deploy-1-of-50', runs, own, theirs);
  });
}

/** 300 functions at AWS's limits and 40 ms round trip: 3 s of calls beyond a run of Nx that does nothing. */
export async function statusOf300(runs: number): Promise<string> {
  return withSubjects(300, { limits: true, latency: 40 }, async ({ product, baseline }, cloud) => {
    for (const subject of [product, baseline]) await subject.nx(...STATUS_ALL);
    let throttled = 0;
    const { product: own, baseline: theirs } = await interleaved(
      runs,
      async () => {
        const duration = await product.nx(...STATUS_ALL);
        throttled += cloud.control.calls.list().filter(({ status }) => status === 429).length;
        return duration;
      },
      () => baseline.nx(...STATUS_ALL),
    );
    return comparison('status-300', runs, own, theirs, { throttled });
  });
}

function comparison(
  bench: string,
  runs: number,
  own: readonly number[],
  theirs: readonly number[],
  more: Readonly<Record<string, number>> = {},
): string {
  const [medianMs, baselineMs] = [Math.round(median(own)), Math.round(median(theirs))];
  const ratio = Number((medianMs / baselineMs).toFixed(2));
  return JSON.stringify({ bench, runs, medianMs, baselineMs, ratio, extraMs: medianMs - baselineMs, ...more });
}

async function editService({ root }: Subject, run: number): Promise<void> {
  const file = join(root, 'services/s7/src/h0.ts');
  const [text = ''] = (await readFile(file, 'utf8')).split('\nexport const edit');
  await writeFile(file, `${text}\nexport const edit = ${run};\n(globalThis as { edit?: number }).edit = edit;\n`);
}

function physicalName(service: number): string {
  return `s${service}-${ENVIRONMENT}-Fn0-1A2B3C4D5E`;
}

async function withSubjects(
  services: number,
  settings: Parameters<typeof startFakeAws>[0],
  work: (subjects: Subjects, cloud: FakeAws) => Promise<string>,
): Promise<string> {
  const cloud = await startFakeAws(settings);
  try {
    for (let service = 0; service < services; service++) {
      cloud.control.seedStack({
        stackName: `s${service}-${ENVIRONMENT}`,
        region: REGION,
        tags: { [ENVIRONMENT_TAG]: ENVIRONMENT },
        resources: [
          {
            logicalId: 'Fn0',
            physicalId: physicalName(service),
            function: {
              handler: 'src/h0.handler',
              runtime: 'nodejs22.x',
              architectures: ['x86_64'],
              timeout: 5,
              code: { zip: sampleZip({ text: 'never deployed to' }) },
            },
          },
        ],
      });
    }
    const environment = {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIASAMPLE',
      AWS_SECRET_ACCESS_KEY: 'sample',
      FEATURE_ENV: ENVIRONMENT,
    };
    const subjects = await createSubjects(services, true, { idle: true, environment });
    try {
      return await work(subjects, cloud);
    } finally {
      await subjects.remove();
    }
  } finally {
    await cloud.stop();
  }
}
