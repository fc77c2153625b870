import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_OPTIONS, type Service, serviceEdges } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readServices } from '../service/read-services.ts';
import { createWorkspaceFiles } from '../service/workspace-files.ts';
import { stackLinks } from './stack-links.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'links-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function services(files: Readonly<Record<string, string>>): Promise<readonly Service[]> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const definitionFiles = Object.keys(files).filter((path) => /template\.yaml$|lambda\.config\.json$/.test(path));
  return readServices({ workspaceRoot: root, definitionFiles, options: DEFAULT_OPTIONS });
}

async function orderOfFiles(files: Readonly<Record<string, string>>, options = DEFAULT_OPTIONS) {
  const read = await services(files);
  const links = stackLinks(createWorkspaceFiles(root), read, options);
  const none = { exports: [], imports: [], ssmWritten: [], ssmRead: [] };
  const linked = read.map(({ name, dependsOn = [] }) => ({
    name,
    links: links.get(name)?.links ?? none,
    dependsOn: dependsOn.map((needed) => needed.name),
  }));
  return serviceEdges(linked).map(
    ({ from, to, place }) => `${from} → ${to}${place ? ` ${place.file}:${place.line}` : ''}`,
  );
}

const TABLE = '  T: { Type: AWS::DynamoDB::Table }\n';
const exporting = (name: string) => `Resources:\n${TABLE}Outputs:\n  X:\n    Value: 1\n    Export: { Name: ${name} }\n`;
const importing = (name: string, head = '') =>
  `${head}Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !ImportValue ${name}\n`;

test('a name made of the stack name is found again where the other writes it with its own parameter', async () => {
  const parameter = 'Parameters: { Env: { Type: String, Default: dev } }\n';
  const files = {
    'network/template.yaml': exporting("!Sub '${AWS::StackName}-vpc'"),
    'orders/template.yaml': importing("{ 'Fn::Sub': 'network-${Env}-vpc' }", parameter),
  };
  expect(await orderOfFiles(files)).toEqual([]);
  const options = { ...DEFAULT_OPTIONS, parameters: { Env: '{environment}' } };
  expect(await orderOfFiles(files, options)).toEqual(['orders → network orders/template.yaml:6']);
});

test('values come from environments/default.json before the plugin option, from samconfig.toml after it', async () => {
  const parameter = 'Parameters: { Vpc: { Type: String } }\n';
  const files = {
    'network/template.yaml': exporting('shared-vpc'),
    'orders/template.yaml': importing('{ Ref: Vpc }', parameter),
  };
  expect(await orderOfFiles(files)).toEqual([]);
  const sam = '[default.deploy.parameters]\nparameter_overrides = "Vpc=shared-vpc"\n';
  expect(await orderOfFiles({ ...files, 'orders/samconfig.toml': sam })).toHaveLength(1);
  const options = { ...DEFAULT_OPTIONS, parameters: { Vpc: 'other' } };
  expect(await orderOfFiles(files, options)).toEqual([]);
  const given = { ...files, 'orders/environments/default.json': '{"Vpc": "shared-vpc"}' };
  expect(await orderOfFiles(given, options)).toHaveLength(1);
});

test('SSM parameters order those who write them before those who read them', async () => {
  const writing =
    "Resources:\n  P: { Type: AWS::SSM::Parameter, Properties: { Name: '/auth/url', Type: String, Value: x } }\n";
  const reading =
    "Resources:\n  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: '{{resolve:ssm:/auth/url}}' } }\n";
  const declared = `Parameters: { Url: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /auth/url } }\nResources:\n${TABLE}`;
  const files = {
    'auth/template.yaml': writing,
    'orders/template.yaml': reading,
    'users/template.yaml': declared,
  };
  expect(await orderOfFiles(files)).toEqual([
    'orders → auth orders/template.yaml:2',
    'users → auth users/template.yaml:1',
  ]);
});

test('the path of an SSM parameter may be put together, with its version behind it', async () => {
  const parameter = 'Parameters: { Env: { Type: String } }\n';
  const reading = (value: string) =>
    `${parameter}Resources:\n  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: ${value} } }\n`;
  const files = {
    'auth/template.yaml':
      "Resources:\n  P: { Type: AWS::SSM::Parameter, Properties: { Name: !Sub '/${AWS::StackName}/url', Type: String, Value: x } }\n",
    'orders/template.yaml': reading("!Sub 'q-{{resolve:ssm:/auth-${Env}/url}}'"),
    'users/template.yaml': reading("!Sub '{{resolve:ssm:/auth-${Env}/url:3}}'"),
    'other/template.yaml': reading("!Sub '{{resolve:ssm:/auth-${Env}/name}}'"),
  };
  const options = { ...DEFAULT_OPTIONS, parameters: { Env: '{environment}' } };
  expect(await orderOfFiles(files, options)).toEqual([
    'orders → auth orders/template.yaml:3',
    'users → auth users/template.yaml:3',
  ]);
});

test('what a file that does not exist yet would say is known to be looked at', async () => {
  const read = await services({
    'network/template.yaml': exporting('x'),
    'plain/template.yaml': `Resources:\n${TABLE}`,
  });
  const links = stackLinks(createWorkspaceFiles(root), read, DEFAULT_OPTIONS);
  expect([...links.keys()]).toEqual(['network']);
  expect(links.get('network')?.files).toEqual(['network/environments/default.json']);
});

test('lambda.config.json names what comes first', async () => {
  const files = {
    'base/template.yaml': `Resources:\n${TABLE}`,
    'orders/template.yaml': `Resources:\n${TABLE}`,
    'orders/lambda.config.json': '{ "dependsOn": ["base"] }',
  };
  expect(await orderOfFiles(files)).toEqual(['orders → base']);
});
