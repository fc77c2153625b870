/** What reaches CloudFormation of a template: everything local in the bucket, nested stacks and fragments as well. */
import { ENVIRONMENT_TAG, type StackOutcome } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Provisioning, SAM, shaOf, startProvisioning } from '../support/provisioning.ts';

let sample: Provisioning;

beforeEach(async () => {
  sample = await startProvisioning();
  await sample.write('orders/app.js', 'exports.handler = async () => 1;\n');
});
afterEach(() => sample.stop());

const codes = ({ failures }: StackOutcome) => failures.map(({ code }) => code);
const kinds = ({ changes }: StackOutcome) => changes.map(({ kind, logicalId }) => `${kind} ${logicalId}`);
const fn = (name: string) => `  ${name}:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: app.handler, Runtime: nodejs22.x }
`;
const TABLE = `  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;

async function provisioned(change = {}): Promise<StackOutcome> {
  const outcome = await sample.provision(change);
  expect(outcome.failures).toEqual([]);
  return outcome;
}

describe('nested stacks', () => {
  const child = (table: string) =>
    sample.write('orders/child/template.part.yaml', `${SAM}Resources:\n${fn('Inner')}${table}`);

  beforeEach(async () => {
    sample.code.set('Child/Inner', 'nested');
    await child(TABLE);
    await sample.write(
      'orders/template.yaml',
      `Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: child/template.part.yaml }\n`,
    );
    await sample.write('orders/child/app.js', 'exports.handler = async () => 1;\n');
  });

  it('are planned with what is in them, and their functions get their own code and the root’s tags', async () => {
    const outcome = await provisioned();
    expect(kinds(outcome)).toEqual(['add Child', 'add Child/Inner', 'add Child/InnerRole', 'add Child/Table']);
    const [inner] = sample.fake.control.functions();
    expect(inner).toMatchObject({ codeSha256: shaOf('nested') });
    expect(inner?.tags).toMatchObject({
      [ENVIRONMENT_TAG]: 'anna',
      'nx-lambda:service': 'orders',
      'aws:cloudformation:logical-id': 'Inner',
    });
    expect(inner?.tags['aws:cloudformation:stack-name']).toMatch(/^orders-anna-Child-[A-Z0-9]+$/);
    const told = sample.events.flatMap((event) => (event.type === 'stack-event' ? [event.event.logicalId] : []));
    expect(told).toContain('Child/Inner');
  });

  it('are unchanged where nothing differs', async () => {
    await provisioned();
    expect((await sample.provision()).kind).toBe('unchanged');
  });

  it('are guarded as the root is: a table in one is not replaced unasked', async () => {
    await provisioned();
    await child(TABLE.replaceAll('AttributeName: id', 'AttributeName: key'));
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('refused');
    expect(outcome.failures[0]?.message).toContain('Child/Table (AWS::DynamoDB::Table)');
    expect((await provisioned({ allowReplacement: true })).kind).toBe('updated');
  });

  it('that fail tell the first real cause with its place in their own template', async () => {
    await child('  Wrong: { Type: Custom::Thing, Properties: { ServiceToken: nowhere } }\n');
    const outcome = await sample.provision();
    expect(outcome.failures).toMatchObject([
      {
        code: 'NXL-PROVISION-FAILED',
        message: expect.stringContaining('Child/Wrong (Custom::Thing)'),
        place: { file: 'services/orders/child/template.part.yaml' },
      },
    ]);
  });

  it('that take in themselves are refused', async () => {
    await sample.write(
      'orders/child/template.part.yaml',
      'Resources: { Again: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: template.part.yaml } } }\n',
    );
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('failed');
    expect(sample.fake.control.functions()).toEqual([]);
  });
});

describe('fragments of AWS::Include', () => {
  it('go to the bucket, with the code of functions in them', async () => {
    await sample.write('orders/functions.yaml', fn('Included').replaceAll(/^ {2}/gm, ''));
    await sample.write(
      'orders/template.yaml',
      `${SAM}Resources:\n  Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./functions.yaml } }\n${fn('Own')}`,
    );
    sample.code.set('Included', 'included');
    const outcome = await provisioned();
    expect(kinds(outcome)).toContain('add Included');
    const functions = sample.fake.control.functions();
    expect(functions.map(({ codeSha256 }) => codeSha256).sort()).toEqual([shaOf('included'), shaOf('old')].sort());
    expect((await sample.stored()).filter((key) => key.endsWith('.yaml'))).toHaveLength(1);
  });

  it('may be whole sections, and a change in one is a change of the stack', async () => {
    const section = (type: string) => sample.write('orders/part.json', `{"Resources":{"Part":{"Type":"${type}"}}}`);
    await section('AWS::SQS::Queue');
    await sample.write(
      'orders/template.yaml',
      'Transform: { Name: AWS::Include, Parameters: { Location: part.json } }\nResources: { Own: { Type: AWS::SNS::Topic } }\n',
    );
    expect(kinds(await provisioned())).toEqual(['add Own', 'add Part']);
    await sample.write('orders/part.json', '{"Resources":{"Other":{"Type":"AWS::SNS::Topic"}}}');
    expect(kinds(await provisioned({ allowReplacement: true }))).toEqual(['remove Part', 'add Other']);
  });

  it('that are missing are told at the place that names them', async () => {
    await sample.write(
      'orders/template.yaml',
      'Resources:\n  Fn::Transform: { Name: AWS::Include, Parameters: { Location: gone.yaml } }\n',
    );
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('failed');
    expect(outcome.failures[0]?.message).toContain('gone.yaml');
  });
});

describe('definitions', () => {
  it('of APIs and state machines and GraphQL schemas go to the bucket, and the stack is made of what lies there', async () => {
    const files = {
      'rest.yaml': 'openapi: 3.0.1\npaths: {}\n',
      'http.json': '{"openapi":"3.0.1","paths":{}}',
      'flow.asl.json': '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}',
      'plain.asl.json': '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}',
      'schema.graphql': 'type Query { orders: [String] }\n',
    };
    for (const [name, text] of Object.entries(files)) await sample.write(`orders/api/${name}`, text);
    await sample.write(
      'orders/template.yaml',
      `${SAM}Resources:
  Rest: { Type: AWS::Serverless::Api, Properties: { StageName: v1, DefinitionUri: api/rest.yaml } }
  Http: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: api/http.json } }
  Flow: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: api/flow.asl.json, Role: !GetAtt Role.Arn } }
  Plain:
    Type: AWS::StepFunctions::StateMachine
    Properties: { DefinitionS3Location: api/plain.asl.json, RoleArn: !GetAtt Role.Arn }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Graph: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: graph, AuthenticationType: API_KEY } }
  Schema:
    Type: AWS::AppSync::GraphQLSchema
    Properties: { ApiId: api, DefinitionS3Location: api/schema.graphql }
`,
    );
    await provisioned();
    const stored = await sample.stored();
    expect(stored).toHaveLength(5);
    const texts = await Promise.all(stored.map((key) => sample.object(key)));
    expect(texts.sort()).toEqual(Object.values(files).sort());
    const sent = await sample.aws.stackOperations.template('orders-anna');
    expect(sent.ok && sent.value).not.toContain('api/');
    for (const key of stored) expect(sent.ok && sent.value).toContain(key);
    expect((await sample.provision()).kind).toBe('unchanged');
  });

  it('that are missing are told at the place that names them', async () => {
    const resource = '  Flow: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: gone.json } }\n';
    await sample.write('orders/template.yaml', `${SAM}Resources:\n${resource}`);
    const outcome = await sample.provision();
    expect(outcome.failures).toMatchObject([{ place: { file: 'services/orders/template.yaml', line: 4 } }]);
    expect(outcome.failures[0]?.message).toContain('gone.json');
    expect(sample.writes()).toEqual([]);
  });
});

describe('layers', () => {
  const template = (method = '') =>
    sample.write(
      'orders/template.yaml',
      `${SAM}Resources:\n  Deps:\n    Type: AWS::Serverless::LayerVersion\n${method}    Properties: { ContentUri: deps }\n`,
    );

  it('are what the build made of them', async () => {
    await sample.write('orders/deps/nodejs/node_modules/a/index.js', 'module.exports = 1;\n');
    await template();
    sample.code.set('Deps', 'layer');
    await provisioned();
    const key = Buffer.from(shaOf('layer'), 'base64').toString('hex');
    expect(await sample.stored()).toEqual([`nx-lambda/${key}.zip`]);
  });

  it('that are not built here are refused: their folder would be another layer', async () => {
    await sample.write('orders/deps/package.json', '{}');
    await template('    Metadata: { BuildMethod: nodejs22.x }\n');
    expect(codes(await sample.provision())).toEqual(['NXL-PROVISION-LAYER']);
  });
});

describe('a template', () => {
  it('above what a request takes goes through the bucket', async () => {
    const queues = Array.from(
      { length: 300 },
      (_, index) => `  Queue${index}:\n    Type: AWS::SQS::Queue\n    Metadata: { Note: ${'x'.repeat(150)} }\n`,
    );
    await sample.write('orders/template.yaml', `Resources:\n${queues.join('')}`);
    expect((await provisioned()).changes).toHaveLength(300);
    expect((await sample.stored()).map((key) => key.replace(/.*\./, ''))).toEqual(['template']);
  });

  it('with aliases goes as JSON, which CloudFormation reads', async () => {
    await sample.write(
      'orders/template.yaml',
      'x-common: &common { DelaySeconds: 5 }\nResources:\n  A: { Type: AWS::SQS::Queue, Properties: *common }\n  B: { Type: AWS::SQS::Queue, Properties: { <<: *common, FifoQueue: true } }\n'.replace(
        'x-common: &common { DelaySeconds: 5 }\n',
        'Metadata: { common: &common { DelaySeconds: 5 } }\n',
      ),
    );
    expect(kinds(await provisioned())).toEqual(['add A', 'add B']);
  });

  it('in JSON keeps its Metadata beside what is written into it', async () => {
    await sample.write(
      'orders/template.json',
      '{"Metadata": {"Team": "checkout"}, "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}',
    );
    await provisioned();
    const metadata = await sample.aws.stackOperations.metadata('orders-anna');
    expect(metadata.ok && JSON.parse(metadata.value ?? '{}')).toMatchObject({
      Team: 'checkout',
      NxLambda: { infrastructure: { 'Resources.Queue': expect.stringMatching(/^[0-9a-f]{12}$/) } },
    });
  });

  it('keeps functions with inline code as they are', async () => {
    await sample.write(
      'orders/template.yaml',
      'Resources:\n  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }\n  Inline:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: index.handler\n      Runtime: nodejs22.x\n      Role: !GetAtt Role.Arn\n      Code: { ZipFile: "exports.handler = async () => 1;" }\n',
    );
    await provisioned();
    expect(await sample.stored()).toEqual([]);
    expect(sample.fake.control.functions()).toMatchObject([{ handler: 'index.handler' }]);
  });
});
