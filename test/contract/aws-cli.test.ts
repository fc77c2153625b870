import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../packages/fake-aws/src/index.ts';
import { OTHER, sha256Of } from './cases/functions.ts';
import { isInstalled } from './targets/installed.ts';

const installed = isInstalled('aws', '--version');
const REGION = 'eu-west-1';

describe.skipIf(!installed)('the AWS CLI works with the stand-in', () => {
  let fake: FakeAws;
  let folder: string;
  let functionName: string;

  beforeAll(async () => {
    fake = await startFakeAws();
    folder = await mkdtemp(join(tmpdir(), 'fake-aws-cli-'));
    await writeFile(join(folder, 'code.zip'), OTHER);
    await writeFile(join(folder, 'event.json'), '{"order":7}');
    const stack = fake.control.seedStack({
      stackName: 'orders-joe',
      region: REGION,
      tags: { 'nx-lambda:environment': 'joe' },
      resources: [
        {
          logicalId: 'Api',
          function: { code: { files: { 'index.js': 'exports.handler = async (event) => ({ seen: event });' } } },
        },
        { logicalId: 'Table', type: 'AWS::DynamoDB::Table' },
      ],
    });
    functionName = stack.resources[0]?.physicalId ?? '';
  });
  afterAll(async () => {
    await fake.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the CLI with nothing of this machine's AWS configuration; `environment` says where the endpoint comes from. */
  async function aws(args: readonly string[], endpointByVariable = false): Promise<string> {
    const run = promisify(execFile);
    const endpoint = endpointByVariable ? [] : ['--endpoint-url', fake.endpoint];
    const { stdout } = await run('aws', [...args, ...endpoint], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        AWS_ACCESS_KEY_ID: 'AKIACLI',
        AWS_SECRET_ACCESS_KEY: 'cli',
        AWS_DEFAULT_REGION: REGION,
        AWS_MAX_ATTEMPTS: '1',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...(endpointByVariable ? { AWS_ENDPOINT_URL: fake.endpoint } : {}),
      },
    });
    return stdout;
  }

  async function json(args: readonly string[], endpointByVariable = false): Promise<unknown> {
    return JSON.parse(await aws([...args, '--output', 'json'], endpointByVariable));
  }

  test('sts get-caller-identity, the endpoint taken from AWS_ENDPOINT_URL', async () => {
    const identity = await json(['sts', 'get-caller-identity'], true);
    expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/developer' });
  });

  test('cloudformation describe-stacks and list-stack-resources', async () => {
    const stacks = await json(['cloudformation', 'describe-stacks', '--stack-name', 'orders-joe']);
    expect(stacks).toMatchObject({
      Stacks: [{ StackName: 'orders-joe', Tags: [{ Key: 'nx-lambda:environment', Value: 'joe' }] }],
    });
    const resources = await json(['cloudformation', 'list-stack-resources', '--stack-name', 'orders-joe']);
    expect(resources).toMatchObject({
      StackResourceSummaries: [
        { LogicalResourceId: 'Api', PhysicalResourceId: functionName },
        { LogicalResourceId: 'Table', ResourceType: 'AWS::DynamoDB::Table' },
      ],
    });
  });

  test('cloudformation deploy makes a stack, updates it, finds nothing to do, and delete-stack takes it away', async () => {
    const deploy = async (delay: number) => {
      const queue = { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: delay } };
      await writeFile(join(folder, 'queue.json'), JSON.stringify({ Resources: { Queue: queue } }));
      return aws([
        'cloudformation',
        'deploy',
        '--stack-name',
        'cli-joe',
        '--template-file',
        'queue.json',
        '--no-fail-on-empty-changeset',
        '--tags',
        'a=b',
      ]);
    };
    expect(await deploy(1)).toContain('Successfully created/updated stack - cli-joe');
    expect(await deploy(2)).toContain('Successfully created/updated stack - cli-joe');
    expect(await deploy(2)).toContain('No changes to deploy. Stack cli-joe is up to date');
    expect(await json(['cloudformation', 'describe-stacks', '--stack-name', 'cli-joe'])).toMatchObject({
      Stacks: [{ StackStatus: 'UPDATE_COMPLETE', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    await aws(['cloudformation', 'delete-stack', '--stack-name', 'cli-joe']);
    await aws(['cloudformation', 'wait', 'stack-delete-complete', '--stack-name', 'cli-joe']);
    const gone = aws(['cloudformation', 'describe-stacks', '--stack-name', 'cli-joe']);
    await expect(gone).rejects.toThrow(/Stack with id cli-joe does not exist/);
  }, 240_000);

  test('lambda get-function, list-functions, invoke and update-function-code', async () => {
    const found = await json(['lambda', 'get-function', '--function-name', functionName]);
    expect(found).toMatchObject({
      Configuration: { FunctionName: functionName, LastUpdateStatus: 'Successful' },
      Tags: { 'nx-lambda:environment': 'joe', 'aws:cloudformation:logical-id': 'Api' },
    });
    expect(await json(['lambda', 'list-functions'])).toMatchObject({ Functions: [{ FunctionName: functionName }] });

    const invoke = ['lambda', 'invoke', '--function-name', functionName];
    const result = await json([...invoke, '--payload', 'fileb://event.json', '--log-type', 'Tail', 'before.json']);
    expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(JSON.parse(await readFile(join(folder, 'before.json'), 'utf8'))).toEqual({ seen: { order: 7 } });

    const code = ['--zip-file', 'fileb://code.zip'];
    const updated = await json(['lambda', 'update-function-code', '--function-name', functionName, ...code]);
    expect(updated).toMatchObject({ CodeSha256: sha256Of(OTHER), LastUpdateStatus: 'InProgress' });
    await aws(['lambda', 'wait', 'function-updated-v2', '--function-name', functionName]);
    await json([...invoke, 'after.json']);
    expect(JSON.parse(await readFile(join(folder, 'after.json'), 'utf8'))).toBe('other');
  });

  test('a failure is told with the code and the text of AWS', async () => {
    const failing = aws(['lambda', 'get-function', '--function-name', 'nowhere']);
    await expect(failing).rejects.toThrow(
      /ResourceNotFoundException.*GetFunction.*Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nowhere/,
    );
    const missing = aws(['cloudformation', 'describe-stacks', '--stack-name', 'nowhere']);
    await expect(missing).rejects.toThrow(/ValidationError.*Stack with id nowhere does not exist/);
  });

  test('s3 mb, cp, ls and rb', async () => {
    await aws(['s3', 'mb', 's3://cli-bucket']);
    await aws(['s3', 'cp', 'code.zip', 's3://cli-bucket/a folder/code.zip']);
    expect(await aws(['s3', 'ls', 's3://cli-bucket/a folder/'])).toMatch(new RegExp(`${OTHER.length} code.zip`));
    await aws(['s3', 'cp', 's3://cli-bucket/a folder/code.zip', 'back.zip']);
    expect((await readFile(join(folder, 'back.zip'))).equals(OTHER)).toBe(true);
    expect(await aws(['s3', 'ls'])).toContain('cli-bucket');
    await aws(['s3', 'rb', 's3://cli-bucket', '--force']);
    expect(await aws(['s3', 'ls'])).toBe('');
  });
});
