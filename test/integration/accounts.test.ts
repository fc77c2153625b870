import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { bootstrapFeatureExecutor } from '../../packages/nx-lambda/src/executors/bootstrap-feature.ts';
import { deployFeatureExecutor } from '../../packages/nx-lambda/src/executors/deploy-feature.ts';
import { destroyFeatureExecutor } from '../../packages/nx-lambda/src/executors/destroy-feature.ts';
import { invokeCloudExecutor } from '../../packages/nx-lambda/src/executors/invoke-cloud.ts';
import { invokeLocalExecutor } from '../../packages/nx-lambda/src/executors/invoke-local.ts';
import { listFeaturesExecutor } from '../../packages/nx-lambda/src/executors/list-features.ts';
import { parametersFeatureExecutor } from '../../packages/nx-lambda/src/executors/parameters-feature.ts';
import { provisionFeatureExecutor } from '../../packages/nx-lambda/src/executors/provision-feature.ts';
import { rollbackFeatureExecutor } from '../../packages/nx-lambda/src/executors/rollback-feature.ts';
import { statusFeatureExecutor } from '../../packages/nx-lambda/src/executors/status-feature.ts';
import { sweepFeaturesExecutor } from '../../packages/nx-lambda/src/executors/sweep-features.ts';
import { watchFeatureExecutor } from '../../packages/nx-lambda/src/executors/watch-feature.ts';
import { type ExecutorWorkspace, executorWorkspace } from '../support/executor-run.ts';

const DEV = '111111111111';
const OTHER = '222222222222';
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Api:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs22.x, CodeUri: src }
`;
const PROFILES = `
[profile dev]
aws_access_key_id = AKIADEV
aws_secret_access_key = marked-secret
[profile other]
aws_access_key_id = AKIAOTHER
aws_secret_access_key = marked-secret
`;

let fake: FakeAws;
let workspace: ExecutorWorkspace;

beforeEach(async () => {
  fake = await startFakeAws({ callers: { AKIADEV: { account: DEV }, AKIAOTHER: { account: OTHER } } });
  workspace = await executorWorkspace();
  await workspace.write('orders/template.yaml', TEMPLATE);
  await workspace.write('orders/src/app.js', 'exports.handler = async () => 1;\n');
  await workspace.write('orders/events/created.json', '{}');
  await workspace.write('aws-config', PROFILES);
  vi.stubEnv('AWS_CONFIG_FILE', `${workspace.root}/aws-config`);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${workspace.root}/none`);
  vi.stubEnv('AWS_ENDPOINT_URL', fake.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOTHER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'marked-secret');
  vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('FEATURE_ENV', 'anna');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await workspace[Symbol.asyncDispose]();
  await fake.stop();
});

const callsMade = () => fake.control.calls.list().map(({ operation, account, region }) => [operation, account, region]);

describe('with credentials of another account than the environment’s', () => {
  it.each([
    ['deploy-feature', deployFeatureExecutor],
    ['status-feature', statusFeatureExecutor],
    ['rollback-feature', rollbackFeatureExecutor],
    ['provision-feature', provisionFeatureExecutor],
    ['destroy-feature', destroyFeatureExecutor],
    ['parameters-feature', parametersFeatureExecutor],
    ['invoke-cloud', invokeCloudExecutor],
    ['invoke-local', invokeLocalExecutor],
    ['watch-feature', watchFeatureExecutor],
    ['list-features', listFeaturesExecutor],
    ['sweep-features', sweepFeaturesExecutor],
    ['bootstrap-feature', bootstrapFeatureExecutor],
  ])('%s asks who it is and nothing more', async (_, executor) => {
    const { success, text } = await workspace.run(executor, { accounts: { 'anna*': { accountId: DEV } } });
    expect(text).toContain('NXL-PLAN-ACCOUNT');
    expect(text).toContain(`account ${OTHER}`);
    expect(success).toBe(false);
    expect(callsMade()).toEqual([['GetCallerIdentity', OTHER, 'us-east-1']]);
  });
});

test('an environment that no entry is for is refused before AWS is asked anything', async () => {
  const { success, text } = await workspace.run(provisionFeatureExecutor, { accounts: { 'pr-*': { accountId: DEV } } });
  expect(success).toBe(false);
  expect(text).toContain('NXL-ENVIRONMENT-ACCOUNT');
  expect(callsMade()).toEqual([]);
});

test('an environment is provisioned with the profile and in the region of its entry, and the identity is told', async () => {
  await workspace.write('orders/template.yaml', 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n');
  const options = {
    accounts: { 'pr-*': { accountId: OTHER }, '*': { accountId: DEV, profile: 'dev', region: 'eu-central-1' } },
  };
  const { success, text } = await workspace.run(provisionFeatureExecutor, options);
  expect(text).toContain(`account ${DEV}, region eu-central-1, as user/developer`);
  expect(success).toBe(true);
  expect(new Set(callsMade().map(([, ...place]) => place.join(' ')))).toEqual(new Set([`${DEV} eu-central-1`]));
  const flag = await workspace.run(provisionFeatureExecutor, options, { region: 'eu-west-1', dryRun: true });
  expect(flag.text).toContain('region eu-west-1');
});

test('a role is assumed in the environment’s account, by the developer’s name', async () => {
  const roleArn = `arn:aws:iam::${DEV}:role/developer`;
  const { success, text } = await workspace.run(
    listFeaturesExecutor,
    { accounts: { '*': { accountId: DEV, roleArn, profile: 'other' } } },
    { environment: 'anna' },
  );
  expect(text).toContain(`Feature environments of account ${DEV}`);
  expect(success).toBe(true);
  expect(callsMade()).toEqual([
    ['AssumeRole', OTHER, 'us-east-1'],
    ['GetCallerIdentity', DEV, 'us-east-1'],
    ['DescribeStacks', DEV, 'us-east-1'],
  ]);
});

test('what is about whole accounts goes through each one, and tells of those that it can’t reach', async () => {
  const accounts = {
    anna: { accountId: DEV, profile: 'dev' },
    'anna-*': { accountId: DEV, profile: 'other' },
    joe: { accountId: OTHER, profile: 'gone' },
    ci: { accountId: OTHER, region: 'eu-west-1' },
  };
  const { success, text } = await workspace.run(listFeaturesExecutor, { accounts }, { output: 'json' });
  expect(success).toBe(false);
  expect(JSON.parse(text)).toMatchObject({
    command: 'list-features',
    accounts: [
      { accountId: DEV, region: 'us-east-1', environments: [] },
      {
        failures: [
          { code: 'NXL-AWS-PROFILE', notes: ['Credentials: profile gone, by the entry "joe" of "accounts".'] },
        ],
      },
      { accountId: OTHER, region: 'eu-west-1', environments: [] },
    ],
  });
  const told = await workspace.run(sweepFeaturesExecutor, { accounts });
  expect(told.text).toContain(`Account ${OTHER} (profile gone, by the entry "joe" of "accounts"):`);
  const one = await workspace.run(sweepFeaturesExecutor, { accounts }, { environment: 'ci', output: 'json' });
  expect(JSON.parse(one.text)).toMatchObject({ accountId: OTHER, region: 'eu-west-1' });
});
