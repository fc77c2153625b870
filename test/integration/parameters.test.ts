import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_OPTIONS, type ParametersReport, type Service } from '@nx-lambda/core';
import { explainParameters, sharedOutputs } from '@nx-lambda/operations';
import { templateFiles } from '@nx-lambda/workspace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parameterSources } from '../../packages/nx-lambda/src/run/parameter-sources.ts';
import { type StackWorld, startStackWorld, tagsOf } from './stack-world.ts';

const TEMPLATE = `
Parameters:
  DatabaseUrl: { Type: String }
  Stage: { Type: String, AllowedValues: [dev, anna] }
  Size: { Type: Number, Default: 1 }
  Color: { Type: String }
  Password: { Type: String }
  Reference: { Type: String, NoEcho: true }
Resources:
  Queue: { Type: AWS::SQS::Queue }
`;
const SHARED = `
Resources: { Table: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [] } } }
Outputs: { DatabaseUrl: { Value: 'postgres://shared' }, Color: { Value: from-the-stack }, Other: { Value: x } }
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parameters-'));
  await mkdir(join(root, 'orders/environments'), { recursive: true });
  await writeFile(join(root, 'orders/template.yaml'), TEMPLATE);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const orders: Service = {
  name: 'orders',
  root: 'orders',
  template: 'orders/template.yaml',
  functions: [],
  undeployable: [],
  events: [],
  definitionFiles: [],
  failures: [],
  notices: [],
};

async function explain(world: StackWorld, service: Service, given: Readonly<Record<string, string>> = {}) {
  const options = { ...DEFAULT_OPTIONS, parameters: { Stage: '{environment}', Color: 'from nx.json' } };
  const workspace = { root, options, cacheFolder: root };
  const flags = { origin: '--parameter', values: given, shared: true };
  const sources = await parameterSources(service, 'anna', flags, workspace, world.aws.stackOperations);
  const ports = { identity: world.aws.identity, stacks: world.aws.stackOperations, templates: templateFiles(root) };
  const environment = { name: 'anna', origin: '--environment' };
  return explainParameters({ service, environment, options, sources }, ports);
}

const told = ({ parameters }: ParametersReport) =>
  Object.fromEntries(parameters.map(({ name, kind, value, origin }) => [name, origin ? `${value} (${origin})` : kind]));

test('each value is told with its source, the strongest first, and secrets are masked', async () => {
  await using world = await startStackWorld();
  await world.create('shared-dev', SHARED, {});
  await writeFile(join(root, 'orders/environments/anna.json'), '{"Password": "hunter2"}');
  const service: Service = {
    ...orders,
    sharedStacks: ['shared-dev'],
    samParameters: { Color: 'from sam', Reference: '{{resolve:ssm-secure:/orders/key}}' },
  };
  const report = await explain(world, service);
  expect(report.ok ? told(report.value) : report.failures).toEqual({
    DatabaseUrl: 'postgres://shared (outputs of shared-dev)',
    Stage: 'anna (nx.json)',
    Size: 'default',
    Color: 'from-the-stack (outputs of shared-dev)',
    Password: '**** (orders/environments/anna.json)',
    Reference: '{{resolve:ssm-secure:/orders/key}} (samconfig.toml)',
  });
  expect(report.ok ? report.value.problems : []).toEqual([]);
  const stronger = await explain(world, service, { Color: 'red' });
  expect(stronger.ok ? told(stronger.value)['Color'] : '').toBe('red (--parameter)');
});

test('what is missing and what is not allowed is told at once', async () => {
  await using world = await startStackWorld();
  const report = await explain(world, orders, { Stage: 'prod', Color: 'x', Password: 'y', Reference: 'z' });
  expect(report.ok ? report.value.problems.map(({ code }) => code) : []).toEqual([
    'NXL-PROVISION-PARAMETER-MISSING',
    'NXL-PROVISION-PARAMETER-VALUE',
  ]);
});

test('what the stack has already is kept', async () => {
  await using world = await startStackWorld();
  const Parameters = [{ ParameterKey: 'DatabaseUrl', ParameterValue: 'kept' }];
  await world.create('orders-anna', TEMPLATE.replace(/ {2}(Stage|Color|Password|Reference).*\n/g, ''), tagsOf('anna'), {
    Parameters,
  });
  const report = await explain(world, orders, { Password: 'y', Reference: 'z' });
  expect(report.ok ? report.value.parameters[0] : undefined).toEqual({ name: 'DatabaseUrl', kind: 'previous' });
});

test('a shared stack that is not there is told where it is named', async () => {
  await using world = await startStackWorld();
  const service = { name: 'orders', sharedStacks: ['base-{environment}'], config: 'orders/lambda.config.json' };
  const outputs = await sharedOutputs(service, 'anna', world.aws.stackOperations);
  expect(outputs.ok ? [] : outputs.failures).toMatchObject([
    {
      code: 'NXL-PROVISION-SHARED-STACK',
      message: 'orders uses the outputs of the stack base-anna, which does not exist in this account and region.',
      place: { file: 'orders/lambda.config.json' },
    },
  ]);
});
