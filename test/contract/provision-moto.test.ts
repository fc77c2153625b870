/** Provisioning of plain CloudFormation resources on an implementation of the API that others wrote. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import { type ProvisionPorts, parsePluginOptions, type StackOutcome, success } from '@nx-lambda/core';
import { provisionServices } from '@nx-lambda/operations';
import { readServices, templateFiles } from '@nx-lambda/workspace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realClock } from '../../tools/faults/sample-deployment.ts';
import { isInstalled } from './targets/installed.ts';
import { startMoto } from './targets/moto.ts';

const installed = isInstalled('moto_server', '--help');
const QUEUE = 'Resources:\n  Queue: { Type: AWS::SQS::Queue }\nOutputs:\n  Url: { Value: !Ref Queue }\n';
const TOPIC = QUEUE.replace('Outputs:', '  Topic: { Type: AWS::SNS::Topic }\nOutputs:');

let moto: Awaited<ReturnType<typeof startMoto>>;
let aws: AwsPorts;
let root: string;
let runs = 0;

beforeAll(async () => {
  if (!installed) return;
  moto = await startMoto('moto_server');
  root = await mkdtemp(join(tmpdir(), 'provision-moto-'));
  await mkdir(join(root, 'services/orders'), { recursive: true });
  const credentials = { accessKeyId: 'AKIAANNA', secretAccessKey: 'secret' };
  aws = createAwsPorts({ region: moto.region, endpoint: moto.endpoint, credentials });
});
afterAll(async () => {
  if (!installed) return;
  aws.close();
  await moto.stop();
  await rm(root, { recursive: true, force: true });
});

async function provision(template: string, dryRun = false): Promise<StackOutcome | undefined> {
  const definition = 'services/orders/template.yaml';
  await writeFile(join(root, definition), template);
  const options = parsePluginOptions({});
  if (!options.ok) throw new Error(options.failures[0].message);
  const services = await readServices({ workspaceRoot: root, definitionFiles: [definition], options: options.value });
  const ports: ProvisionPorts = {
    identity: aws.identity,
    stacks: aws.stackOperations,
    objects: aws.objects,
    deployed: { ...aws.stacks, ...aws.lambda },
    artifacts: {
      manifest: async () => success(undefined),
      zip: async () => success(new Uint8Array()),
      withZip: () => Promise.reject(new Error('there are no functions')),
    },
    templates: templateFiles(root),
    clock: realClock,
  };
  const report = await provisionServices(
    {
      environment: { name: 'anna', origin: '--environment' },
      services: services.map((service) => ({ service, after: [] })),
      options: options.value,
      sourcesOf: async () => success([]),
      tags: { owner: 'anna' },
      mode: 'standard',
      dryRun,
      allowReplacement: true,
      runId: `run-${++runs}`,
      timeout: 60_000,
    },
    ports,
    () => undefined,
  );
  if (!report.ok) throw new Error(report.failures[0].message);
  return report.value.stacks[0];
}

test.skipIf(!installed)('on moto a stack is planned, made, and changed by what its template says anew', async () => {
  expect(await provision(QUEUE, true)).toMatchObject({ kind: 'planned', failures: [] });
  const left = await aws.stackOperations.describe('orders-anna');
  expect(left.ok && left.value).toBe(undefined);
  expect(await provision(QUEUE)).toMatchObject({ kind: 'created', failures: [] });
  const changed = await provision(TOPIC);
  expect(changed).toMatchObject({ kind: 'updated', failures: [] });
  expect(changed?.changes.map(({ kind, logicalId }) => `${kind} ${logicalId}`)).toContain('add Topic');
  const stack = await aws.stackOperations.describe('orders-anna');
  expect(stack.ok && stack.value?.tags).toMatchObject({ 'nx-lambda:environment': 'anna', 'nx-lambda:owner': 'anna' });
});
