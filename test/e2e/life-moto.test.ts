/**
 * The whole life of a feature environment of plain CloudFormation resources, through Nx on an implementation of
 * CloudFormation that others wrote.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { DestroyReport, EnvironmentList, ProvisionReport, SweepReport } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleWorkspace } from '../../tools/sample/workspace.ts';
import { isInstalled } from '../contract/targets/installed.ts';
import { startMoto } from '../contract/targets/moto.ts';
import { makingOf, stackNames } from './setup/linked-shop.ts';
import { startPlainServices } from './setup/plain-services.ts';

const installed = isInstalled('moto_server', '--help');
const ALL = ['auth', 'network', 'orders', 'reports'];
const LINKS = [
  ['orders', 'network'],
  ['orders', 'auth'],
  ['reports', 'orders'],
] as const;
const LATER = fileURLToPath(new URL('./setup/days-later.cjs', import.meta.url));

let moto: Awaited<ReturnType<typeof startMoto>>;
let workspace: SampleWorkspace;
let cloudFormation: CloudFormationClient;
let lambda: LambdaClient;

beforeAll(async () => {
  if (!installed) return;
  moto = await startMoto('moto_server');
  await moto.clients.s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  const settings = {
    endpoint: moto.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'ann', secretAccessKey: 's' },
  };
  cloudFormation = new CloudFormationClient(settings);
  lambda = new LambdaClient(settings);
  workspace = await startPlainServices('life-moto', moto.endpoint);
});
afterAll(async () => {
  if (!installed) return;
  cloudFormation.destroy();
  lambda.destroy();
  await moto.stop();
  await workspace.remove();
});

/** Runs a command with a report, which is read. `days`: so many days later. */
async function run<Report>(args: readonly string[], days = 0) {
  const env: Record<string, string> =
    days === 0 ? {} : { NODE_OPTIONS: `--require=${LATER}`, LATER_DAYS: String(days) };
  const result = await workspace.nx([...args, '--report=dist/report.json'], { env });
  const text = await workspace.read('dist/report.json').catch(() => {
    throw new Error(`There is no report. Nx said:\n${result.output}`);
  });
  const report: Report = JSON.parse(text);
  return { ...result, report };
}

const provision = (...args: readonly string[]) =>
  run<ProvisionReport>(['run-many', '-t', 'provision-feature', ...args]);
const kinds = ({ stacks }: Pick<ProvisionReport | DestroyReport | SweepReport, 'stacks'>) =>
  stacks.map(({ service, kind }) => `${service} ${kind}`).sort();
const each = (kind: string) => ALL.map((service) => `${service} ${kind}`);

// Each goes on where the one before ended.
describe.skipIf(!installed).sequential('on moto, a feature environment', () => {
  it('is provisioned with each stack after those that it needs', async () => {
    const { report, code, output } = await provision('--expires=2d');
    expect(kinds(report), output).toEqual(each('created'));
    expect(code).toBe(0);
    for (const [service, needed] of LINKS) {
      const [, done] = await makingOf(cloudFormation, `${needed}-ann`);
      const [begun] = await makingOf(cloudFormation, `${service}-ann`);
      expect(begun, `${service} after ${needed}`).toBeGreaterThanOrEqual(done);
    }
  });

  it('is changed by what a template says anew, and the rest stays', async () => {
    await workspace.edit(
      'services/orders/template.yaml',
      'Resources:',
      'Resources:\n  Late: { Type: AWS::SQS::Queue }',
    );
    const { report, output } = await provision('--expires=2d');
    expect(kinds(report), output).toContain('orders updated');
    const orders = report.stacks.find(({ service }) => service === 'orders');
    expect(orders?.changes.map(({ kind, logicalId }) => `${kind} ${logicalId}`)).toContain('add Late');
  });

  // What deploy-feature and status-feature go by is not there: moto's functions have no RevisionId.
  it('has the code that is built here', async () => {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const zip = await readFile(join(workspace.root, 'dist/lambda/reports/Daily.zip'));
    expect(Functions.map(({ CodeSha256 }) => CodeSha256)).toEqual([createHash('sha256').update(zip).digest('base64')]);
  });

  it('is listed with its services', async () => {
    const { report } = await run<EnvironmentList>(['run', 'nx-lambda:list-features']);
    expect(report.environments).toMatchObject([
      { name: 'ann', daysLeft: 2, state: 'ready', stacks: ALL.map((service) => ({ service })) },
    ]);
  });

  it('expires, and is swept away whole', async () => {
    const dry = await run<SweepReport>(['run', 'nx-lambda:sweep-features'], 3);
    expect(kinds(dry.report)).toEqual(each('planned'));
    expect(await stackNames(cloudFormation)).toHaveLength(4);
    const swept = await run<SweepReport>(['run', 'nx-lambda:sweep-features', '--remove'], 3);
    expect(kinds(swept.report), swept.output).toEqual(each('removed'));
    expect(await stackNames(cloudFormation)).toEqual([]);
    const again = await run<DestroyReport>(['run-many', '-t', 'destroy-feature']);
    expect(kinds(again.report)).toEqual(each('absent'));
  });
});
