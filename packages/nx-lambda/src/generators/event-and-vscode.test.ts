import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FsTree } from 'nx/src/generators/tree';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventGenerator } from './event.ts';
import { vscodeGenerator } from './vscode.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
        Placed: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } }
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders-queue }
`;

const find = async () => ({
  root: 'orders',
  metadata: { lambda: { definitions: ['orders/template.yaml'] } },
  targets: {
    'invoke-local': {
      executor: 'nx-lambda:invoke-local',
      configurations: { created: { event: 'orders/events/created.json' }, paid: {} },
    },
  },
});

let root: string;
let tree: FsTree;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generators-'));
  mkdirSync(join(root, 'orders'));
  writeFileSync(join(root, 'nx.json'), JSON.stringify({ plugins: [] }));
  writeFileSync(join(root, 'orders/template.yaml'), TEMPLATE);
  writeFileSync(join(root, 'orders/app.ts'), 'export const handler = async () => 1;');
  tree = new FsTree(root, false);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('event', () => {
  it('writes an example with the names of the template, for the function that it is for', async () => {
    await eventGenerator(tree, { project: 'orders', type: 'sqs' }, find);
    const event: unknown = JSON.parse(tree.read('orders/events/Api.sqs.json', 'utf8') ?? '');
    expect(event).toMatchObject({ Records: [{ eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders-queue' }] });
    await expect(eventGenerator(tree, { project: 'orders', type: 'sqs' }, find)).rejects.toThrow('exists already');
    await eventGenerator(tree, { project: 'orders', type: 'schedule', name: 'nightly' }, find);
    expect(tree.exists('orders/events/Api.nightly.json')).toBe(true);
  });

  it.each([
    ['sqs', { Records: [{ eventSource: 'aws:sqs', body: expect.any(String) }] }],
    ['sns', { Records: [{ EventSource: 'aws:sns', Sns: { Message: expect.any(String) } }] }],
    ['s3', { Records: [{ eventSource: 'aws:s3', s3: { object: { key: expect.any(String) } } }] }],
    ['apigateway-v2', { version: '2.0', requestContext: { http: { method: expect.any(String) } } }],
    ['eventbridge', { version: '0', 'detail-type': expect.any(String), detail: expect.any(Object) }],
    ['dynamodb', { Records: [{ eventSource: 'aws:dynamodb', dynamodb: { Keys: expect.any(Object) } }] }],
    ['kinesis', { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: expect.stringMatching(/^[\w+/]+=*$/) } }] }],
    ['schedule', { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event' }],
  ])('writes what %s sends to functions', async (type, shape) => {
    await eventGenerator(tree, { project: 'orders', type }, find);
    const event: unknown = JSON.parse(tree.read(`orders/events/Api.${type}.json`, 'utf8') ?? '');
    expect(event).toMatchObject(shape);
  });

  it('refuses what it does not know', async () => {
    await expect(eventGenerator(tree, { project: 'orders', type: 'fax' }, find)).rejects.toThrow('apigateway-v2');
    await expect(eventGenerator(tree, { project: 'orders', type: 'sqs', function: 'Nobody' }, find)).rejects.toThrow(
      'NXL-INVOKE-UNKNOWN-FUNCTION',
    );
  });
});

describe('vscode', () => {
  it('writes a launch configuration and a task for each event, once', async () => {
    await vscodeGenerator(tree, { project: 'orders' }, find);
    await vscodeGenerator(tree, { project: 'orders', event: 'paid' }, find);
    const launch: { configurations: unknown[] } = JSON.parse(tree.read('.vscode/launch.json', 'utf8') ?? '');
    const tasks: { tasks: unknown[] } = JSON.parse(tree.read('.vscode/tasks.json', 'utf8') ?? '');
    expect(launch.configurations).toMatchObject([
      { name: 'orders created', request: 'attach', port: 9229, preLaunchTask: 'orders:invoke-local:created' },
      { name: 'orders paid', preLaunchTask: 'orders:invoke-local:paid' },
    ]);
    expect(tasks.tasks).toMatchObject([
      { label: 'orders:invoke-local:created', args: ['nx', 'run', 'orders:invoke-local:created', '--inspect=9229'] },
      { label: 'orders:invoke-local:paid' },
    ]);
  });

  it('leaves what is configured already as it is', async () => {
    tree.write('.vscode/launch.json', '{\n  // ours\n  "configurations": [{ "name": "tests" }]\n}\n');
    await vscodeGenerator(tree, { project: 'orders', event: 'created' }, find);
    const text = tree.read('.vscode/launch.json', 'utf8') ?? '';
    expect(text).toContain('// ours');
    expect(text).toMatch(/"name": "tests"[^]*"name": "orders created"/);
  });

  it('says how to get an event where there is none', async () => {
    await expect(vscodeGenerator(tree, { project: 'orders', event: 'nothing' }, find)).rejects.toThrow(
      'nx-lambda:event',
    );
  });
});
