/** `allowLocalRole`: whoever provisions an environment may assume the roles of its functions, and nobody else may. */
import { createAwsPorts } from '@nx-lambda/aws';
import type { ProvisionReport } from '@nx-lambda/core';
import { readLocalFunction } from '@nx-lambda/operations';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type Provisioning, REGION, SAM, startProvisioning } from '../support/provisioning.ts';

const TEMPLATE = `${SAM}Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs22.x, FunctionName: orders-anna-api }
`;
const OTHER = { accessKeyId: 'AKIAOTHER', secretAccessKey: 'marked-secret' };

let sample: Provisioning;
const opened: { close(): void }[] = [];

beforeEach(async () => {
  const other = { arn: 'arn:aws:iam::123456789012:user/joe', userId: 'AIDAJOE' };
  sample = await startProvisioning({ callers: { AKIAOTHER: other } });
  await sample.write('orders/template.yaml', TEMPLATE);
  await sample.write('orders/app.js', 'exports.handler = async () => 1;\n');
});
afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  await sample.stop();
});

/** As invoke-local reads the deployed function and its role's credentials. */
async function local(given = credentials, physicalName = 'orders-anna-api') {
  const aws = createAwsPorts({ region: REGION, endpoint: sample.fake.endpoint, credentials: given, maxAttempts: 1 });
  opened.push(aws);
  const caller = await aws.identity.callerIdentity();
  if (!caller.ok) return caller;
  const { functionSettings, role, layers, layerCode } = aws;
  return readLocalFunction(
    {
      physicalName,
      handler: 'app.handler',
      environment: 'anna',
      caller: caller.value,
      credentials: 'role',
      nodeVersion: process.version,
      invokeCloud: 'nx run orders:invoke-cloud',
    },
    { settings: functionSettings, role, layers, layerCode, layerFolders: { folder: () => Promise.reject() } },
  );
}

it('without it the role trusts Lambda alone, and the failure says how to change that', async () => {
  await sample.provision();
  const denied = await local();
  expect(denied.ok ? [] : denied.failures).toMatchObject([
    { code: 'NXL-INVOKE-ROLE', advice: expect.stringContaining('--allow-local-role') },
  ]);
});

it('with it the owner assumes the role, and another one of the account does not', async () => {
  expect((await sample.provision({ allowLocalRole: true })).kind).toBe('created');
  const assumed = await local();
  expect(assumed.ok ? assumed.value.identity : assumed.failures).toMatchObject({
    kind: 'role',
    arn: expect.stringMatching(/assumed-role\/orders-anna-ApiRole-\w+\/nx-lambda-anna$/),
  });
  expect(await local(OTHER)).toMatchObject({ ok: false, failures: [{ code: 'NXL-INVOKE-ROLE' }] });
});

it('a session of a role is the owner by its name, and other sessions of that role are not', async () => {
  const arn = 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev/anna@x';
  sample.fake.control.setCaller(credentials.accessKeyId, { arn, userId: 'AROADEV:anna@x' });
  sample.fake.control.setCaller(OTHER.accessKeyId, { arn: arn.replace('anna', 'joe'), userId: 'AROADEV:joe@x' });
  await sample.provision({ allowLocalRole: true });
  expect(await local()).toMatchObject({ ok: true });
  expect(await local(OTHER)).toMatchObject({ ok: false });
});

it('is no change of infrastructure to deploy-feature, and goes again with the next provisioning without it', async () => {
  await sample.provision();
  const outcome = await sample.provision({ allowLocalRole: true });
  expect(outcome).toMatchObject({ kind: 'updated', notices: [] });
  expect(outcome.changes).toContainEqual(
    expect.objectContaining({ logicalId: 'ApiRole', causes: ['Properties.AssumeRolePolicyDocument'] }),
  );
  sample.code.set('Api', 'new');
  const deployed = await sample.deploy();
  expect(deployed).toMatchObject({ outcomes: [{ kind: 'updated' }], notices: [] });
  expect((await sample.provision({ allowLocalRole: true })).kind).toBe('unchanged');
  await sample.provision();
  expect(await local()).toMatchObject({ ok: false, failures: [{ code: 'NXL-INVOKE-ROLE' }] });
});

it('reaches roles of nested stacks, and tells of those that it can’t reach', async () => {
  await sample.write('orders/child/template.part.yaml', TEMPLATE.replace('anna-api', 'anna-nested'));
  await sample.write('orders/child/app.js', 'exports.handler = async () => 1;\n');
  await sample.write(
    'orders/template.yaml',
    `${TEMPLATE}  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child/template.part.yaml } }
  Foreign:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs22.x, Role: 'arn:aws:iam::123456789012:role/shared' }
`,
  );
  const outcome = await sample.provision({ allowLocalRole: true });
  expect(outcome).toMatchObject({
    failures: [],
    kind: 'created',
    notices: [{ code: 'NXL-PROVISION-LOCAL-ROLE', message: expect.stringContaining('role of Foreign') }],
  });
  expect(await local(credentials, 'orders-anna-nested')).toMatchObject({ ok: true });
});

it('who can assume no role is told so, and nothing is changed for them', async () => {
  const arn = 'arn:aws:iam::123456789012:root';
  sample.fake.control.setCaller(credentials.accessKeyId, { arn, userId: '123456789012' });
  const outcome = await sample.provision({ allowLocalRole: true });
  expect(outcome).toMatchObject({ kind: 'created', notices: [{ code: 'NXL-PROVISION-LOCAL-ROLE' }] });
  expect(((await sample.provision()) satisfies ProvisionReport['stacks'][number]).kind).toBe('unchanged');
});
