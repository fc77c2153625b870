/** Provisioning and deploying take turns on the same functions: neither gets in the other's way. */
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { StackOutcome } from '@nx-lambda/core';
import { deployServices } from '@nx-lambda/operations';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  credentials,
  type Provisioning,
  REGION,
  SAM,
  SAMPLE_OPTIONS,
  shaOf,
  startProvisioning,
  zipWith,
} from '../support/provisioning.ts';

const PUBLISHED = '      AutoPublishAlias: live\n';
const QUEUE = '  Queue: { Type: AWS::SQS::Queue }\n';
const CHILD = '  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }\n';

function api(properties = ''): string {
  return `  Api:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: app.handler
      Runtime: nodejs22.x
${properties}`;
}

let sample: Provisioning;

beforeEach(async () => {
  sample = await startProvisioning({ resourceTime: 2000 });
  await sample.write('orders/app.js', 'exports.handler = async () => 1;\n');
});
afterEach(() => sample.stop());

const write = (resources: string, file = 'template.yaml') =>
  sample.write(`orders/${file}`, `${SAM}Resources:\n${resources}`);
const kinds = ({ changes }: StackOutcome) => changes.map(({ kind, logicalId }) => `${kind} ${logicalId}`);
const codes = ({ notices }: StackOutcome) => notices.map(({ code }) => code);

async function provision(): Promise<StackOutcome> {
  const outcome = await sample.provision();
  expect(outcome.failures).toEqual([]);
  return outcome;
}

async function deploy() {
  const result = await deployServices(
    {
      environment: { name: 'anna', origin: '--environment' },
      services: await sample.services('orders'),
      options: SAMPLE_OPTIONS,
      dryRun: false,
      why: false,
      notCompared: 0,
      timeout: 60_000,
    },
    sample.deployPorts(),
    () => undefined,
  );
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value.outcomes.map(({ logicalId, kind }) => `${logicalId} ${kind}`);
}

/** Somebody uploads code and publishes nothing, as a deployment that is killed half-way does. */
async function upload(code: string): Promise<void> {
  const lambda = new LambdaClient({ region: REGION, endpoint: sample.fake.endpoint, credentials });
  const [fn] = sample.fake.control.functions();
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: fn?.functionName, ZipFile: zipWith(code) }));
  lambda.destroy();
}

/** The code of $LATEST and of the version that the alias leads to. */
async function running(): Promise<readonly (string | undefined)[]> {
  const [fn] = sample.fake.control.functions();
  const names = [fn?.functionName ?? '', `${fn?.functionName}:live`];
  const found = await Promise.all(names.map((name) => sample.aws.lambda.getFunction(name)));
  return found.map((each) => (each.ok ? each.value?.codeSha256 : undefined));
}

it('leaves code that is deployed and published as it is, also when the stack changes', async () => {
  await write(api(PUBLISHED));
  await provision();
  sample.code.set('Api', 'new');
  expect(await deploy()).toEqual(['Api updated']);
  expect((await provision()).kind).toBe('unchanged');
  await write(api(PUBLISHED) + QUEUE);
  expect(kinds(await provision())).toEqual(['add Queue']);
  expect(await running()).toEqual([shaOf('new'), shaOf('new')]);
  expect(await deploy()).toEqual(['Api skipped']);
});

it('publishes new settings with the code that is deployed', async () => {
  await write(api(PUBLISHED));
  await provision();
  sample.code.set('Api', 'new');
  await deploy();
  await write(api(`${PUBLISHED}      MemorySize: 512\n`));
  expect((await provision()).kind).toBe('updated');
  expect(await running()).toEqual([shaOf('new'), shaOf('new')]);
  await write(api(`${PUBLISHED}      MemorySize: 512\n      AutoPublishAliasAllProperties: true\n      Timeout: 9\n`));
  expect((await provision()).kind).toBe('updated');
  expect(await running()).toEqual([shaOf('new'), shaOf('new')]);
});

it('brings code that is not deployed yet, and publishes it', async () => {
  await write(api(PUBLISHED));
  await provision();
  sample.code.set('Api', 'new');
  await deploy();
  sample.code.set('Api', 'newer');
  expect((await provision()).kind).toBe('updated');
  expect(await running()).toEqual([shaOf('newer'), shaOf('newer')]);
});

it('leaves code that is published but not in force to deploy-feature, and says so', async () => {
  await write(api(PUBLISHED));
  await provision();
  sample.code.set('Api', 'new');
  await deploy();
  await upload('half-way');
  await write(api(PUBLISHED) + QUEUE);
  const outcome = await provision();
  expect([outcome.kind, ...codes(outcome)]).toEqual(['updated', 'NXL-PROVISION-CODE-BEHIND']);
  expect(await deploy()).toEqual(['Api updated']);
  expect(await running()).toEqual([shaOf('new'), shaOf('new')]);
});

it('does the same in nested stacks', async () => {
  await write(CHILD);
  await write(api(PUBLISHED), 'child.yaml');
  await provision();
  sample.code.set('Child/Api', 'new');
  expect(await deploy()).toEqual(['Child/Api updated']);
  await write(api(PUBLISHED) + QUEUE, 'child.yaml');
  await provision();
  expect(await running()).toEqual([shaOf('new'), shaOf('new')]);
});

it('gives a function that is replaced the code that is built', async () => {
  await write(api());
  await provision();
  sample.code.set('Api', 'new');
  await deploy();
  await write(api('      FunctionName: orders-anna-api\n'));
  expect(kinds(await provision())).toContain('replace Api');
  expect(sample.fake.control.functions()).toMatchObject([
    { functionName: 'orders-anna-api', codeSha256: shaOf('new') },
  ]);
});

it('says when an alias goes back to what the stack published, which deploy-feature mends', async () => {
  await write(api(PUBLISHED));
  await provision();
  sample.code.set('Api', 'new');
  await deploy();
  await write(api(PUBLISHED.replace('live', 'current')));
  expect(codes(await provision())).toEqual(['NXL-PROVISION-ALIAS-BACK']);
  expect(await deploy()).toEqual(['Api updated']);
});

it('tells what to do where the template publishes once more what is published', async () => {
  const version = (id: string) => `  ${id}: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Api } }\n`;
  await write(api() + version('First'));
  await provision();
  await write(api() + version('Second'));
  const { failures } = await sample.provision();
  expect(failures[0]).toMatchObject({ code: 'NXL-PROVISION-FAILED', place: { line: 10 } });
  expect(failures[0]?.message).toContain('A version for this Lambda function exists ( 1 )');
  expect(failures[0]?.advice).toMatch(/leave the version resource its logical id/);
});
