import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DEFAULT_OPTIONS, type ParametersReport, type PluginOptions, type Service } from '@nx-lambda/core';
import { explainParameters, sharedOutputs } from '@nx-lambda/operations';
import { templateFiles } from '@nx-lambda/workspace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parameterPorts, parameterSources } from '../../packages/nx-lambda/src/run/parameter-sources.ts';
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

async function explain(
  world: StackWorld,
  service: Service,
  given: Readonly<Record<string, string>> = {},
  more: Partial<PluginOptions> = {},
) {
  const options = { ...DEFAULT_OPTIONS, parameters: { Stage: '{environment}', Color: 'from nx.json' }, ...more };
  const workspace = { root, options, cacheFolder: root };
  const flags = { origin: '--parameter', values: given, shared: true };
  const sources = () => parameterSources(service, 'anna', flags, workspace, parameterPorts(world.aws));
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

/** Puts them as texts, but those whose names say that they are secret. */
async function store(world: StackWorld, parameters: Readonly<Record<string, string>>): Promise<void> {
  const ssm = new SSMClient({
    region: 'us-east-1',
    endpoint: world.cloud.endpoint,
    credentials: { accessKeyId: 'AKIAANNA', secretAccessKey: 'marked-secret' },
  });
  for (const [Name, Value] of Object.entries(parameters)) {
    const Type = Name.endsWith('Password') ? 'SecureString' : 'String';
    await ssm.send(new PutParameterCommand({ Name, Value, Type }));
  }
  ssm.destroy();
}

test('values come from the Parameter Store, all pages of them, by the first path that has them', async () => {
  await using world = await startStackWorld();
  await store(world, {
    ...Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`/orders/anna/A${index}`, 'x'])),
    '/orders/anna/DatabaseUrl': 'postgres://anna',
    '/orders/anna/deeper/Color': 'never',
    '/orders/anna/Size': '3',
    '/shared/Color': 'blue',
    '/shared/DatabaseUrl': 'postgres://shared',
    '/shared/Reference': 'from the store',
  });
  await writeFile(join(root, 'orders/environments/anna.json'), '{"Password": "hunter2", "Size": 2}');
  const parameterPath = ['/{service}/{environment}/', '/shared'];
  const report = await explain(world, orders, {}, { parameterPath });
  expect(report.ok ? told(report.value) : report.failures).toEqual({
    DatabaseUrl: 'postgres://anna (ssm:/orders/anna/DatabaseUrl)',
    Stage: 'anna (nx.json)',
    Size: '2 (orders/environments/anna.json)',
    Color: 'blue (ssm:/shared/Color)',
    Password: '**** (orders/environments/anna.json)',
    Reference: '**** (ssm:/shared/Reference)',
  });
  expect(world.cloud.control.calls.count({ operation: 'GetParametersByPath' })).toBe(4);
});

test('a SecureString is refused, not read; one that nobody needs is let be', async () => {
  await using world = await startStackWorld();
  await store(world, { '/orders/Password': 'hunter2', '/orders/OtherPassword': 'x' });
  const given = { DatabaseUrl: 'x', Stage: 'dev', Reference: 'x' };
  const more = { parameterPath: ['/orders'] };
  const report = await explain(world, orders, given, more);
  expect(report.ok ? report.value.problems : []).toMatchObject([
    { code: 'NXL-PROVISION-SECURE-STRING', advice: expect.stringContaining('{{resolve:ssm-secure:/orders/Password}}') },
  ]);
  expect(JSON.stringify(report)).not.toContain('hunter2');
  const own = await explain(world, orders, { ...given, Password: 'y' }, more);
  expect(own.ok ? own.value.problems : []).toEqual([]);
});

test('the plugin’s shared stacks are for services that name none, have parameters and are not it', async () => {
  await using world = await startStackWorld();
  await world.create('shared-dev', SHARED, {});
  const more = { shared: { stack: ['shared-dev'] } };
  const told = async (service: Service) => {
    const report = await explain(world, service, {}, more);
    return report.ok ? report.value.parameters.find(({ name }) => name === 'DatabaseUrl')?.origin : report.failures;
  };
  expect(await told(orders)).toBe('outputs of shared-dev');
  expect(await told({ ...orders, sharedStacks: [] })).toBeUndefined();
  expect(await told({ ...orders, stackName: 'shared-dev' })).toBeUndefined();
  const missing = await explain(world, orders, {}, { shared: { stack: ['gone-{environment}'] } });
  expect(missing.ok ? [] : missing.failures).toMatchObject([
    { message: expect.stringContaining('gone-anna'), advice: expect.stringContaining('nx.json') },
  ]);
  await writeFile(join(root, 'orders/template.yaml'), 'Resources: { Queue: { Type: AWS::SQS::Queue } }\n');
  world.cloud.control.calls.reset();
  await explain(world, orders, {}, { shared: { stack: ['gone'] }, parameterPath: ['/orders'] });
  expect(world.cloud.control.calls.list().map(({ operation, resource }) => [operation, resource])).toEqual([
    ['GetCallerIdentity', undefined],
    ['DescribeStacks', 'orders-anna'],
  ]);
});

test('a default that was changed counts where the stack has the old one, and is told as that', async () => {
  await using world = await startStackWorld();
  const declared = (size: number) =>
    `Parameters: { Size: { Type: Number, Default: ${size} } }\nResources: { Queue: { Type: AWS::SQS::Queue } }\n`;
  const size = async () => {
    const report = await explain(world, orders);
    return report.ok ? report.value.parameters[0] : report.failures;
  };
  await world.create('orders-anna', declared(1), tagsOf('anna'));
  await writeFile(join(root, 'orders/template.yaml'), declared(2));
  expect(await size()).toEqual({ name: 'Size', kind: 'default', value: '2' });
  await world.create('orders-anna-2', declared(1), tagsOf('anna'), {
    Parameters: [{ ParameterKey: 'Size', ParameterValue: '7' }],
  });
  const chosen = await explain(world, { ...orders, stackName: 'orders-anna-2' });
  expect(chosen.ok ? chosen.value.parameters : []).toEqual([{ name: 'Size', kind: 'previous' }]);
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
