/** Environments in several accounts, through Nx: each is reached with its own profile, and its owner has its roles here. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';

const DEV = '111111111111';
const TEAM = '222222222222';
const REGION = 'eu-central-1';
const CATALOG = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Currency: { Type: String }
Resources:
  ListProducts:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: list.handler
      Runtime: nodejs20.x
      Environment: { Variables: { CURRENCY: !Ref Currency } }
`;
const PROFILES = `
[profile dev]
aws_access_key_id = AKIADEV
aws_secret_access_key = marked-secret
[profile team]
aws_access_key_id = AKIATEAM
aws_secret_access_key = marked-secret
`;

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('accounts', {
    stacks: [],
    files: { 'services/catalog/template.yaml': CATALOG },
    plugin: {
      artifactBucket: 'shop-artifacts',
      parameterPath: '/shop/{environment}',
      allowLocalRole: true,
      accounts: {
        ann: { accountId: DEV, profile: 'dev', region: REGION },
        'pr-*': { accountId: TEAM, profile: 'team' },
        '*': { accountId: TEAM, profile: 'dev' },
      },
    },
    fakeAws: {
      callers: {
        AKIADEV: { account: DEV, arn: `arn:aws:iam::${DEV}:user/ann`, userId: 'AIDAANN' },
        AKIATEAM: { account: TEAM },
      },
    },
  });
  await mkdir(join(shop.home, '.aws'));
  await writeFile(join(shop.home, '.aws', 'config'), PROFILES);
  const credentials = { accessKeyId: 'AKIADEV', secretAccessKey: 'marked-secret' };
  const common = { endpoint: shop.endpoint, region: REGION, credentials };
  const s3 = new S3Client({ ...common, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'shop-artifacts' }));
  const ssm = new SSMClient(common);
  await ssm.send(new PutParameterCommand({ Name: '/shop/ann/Currency', Value: 'EUR', Type: 'String' }));
  s3.destroy();
  ssm.destroy();
});
afterAll(() => shop.stop());

const places = () => {
  const calls = shop.control.calls.list().map(({ account, region }) => `${account} ${region}`);
  return [...new Set(calls)].sort();
};

// Each goes on where the one before ended.
describe.sequential('an environment in an account of its own', () => {
  it('is provisioned there and nowhere else, with values of its Parameter Store', async () => {
    const explained = await shop.run(['run', 'catalog:parameters-feature']);
    expect(explained.output).toMatch(/Currency = EUR +ssm:\/shop\/ann\/Currency/);
    const { code, output } = await shop.run(['run', 'catalog:provision-feature']);
    expect(output).toContain(`account ${DEV}, region ${REGION}, as user/ann`);
    expect(output).toContain('1 created');
    expect(code).toBe(0);
    expect(places()).toEqual([`${DEV} ${REGION}`]);
  });

  it('is deployed to and invoked there', async () => {
    await shop.workspace.edit('services/catalog/src/list.ts', '450', '460');
    const { report } = await shop.deploy(['run', 'catalog:deploy-feature']);
    expect(report).toMatchObject({
      accountId: DEV,
      region: REGION,
      outcomes: [{ kind: 'updated', logicalId: 'ListProducts' }],
      notices: [],
    });
    const invoked = await shop.run(['run', 'catalog:invoke-cloud', '--payload={}']);
    expect(invoked.code, invoked.output).toBe(0);
    expect(places()).toEqual([`${DEV} ${REGION}`]);
  });

  it('lends its owner the roles of its functions', async () => {
    const { code, output } = await shop.run(['run', 'catalog:invoke-local', '--payload={}']);
    expect(output).toContain(`as its role: arn:aws:sts::${DEV}:assumed-role/catalog-ann-ListProductsRole-`);
    expect(code).toBe(0);
  });

  it('is listed with those of other accounts', async () => {
    const { code, output } = await shop.run(['run', 'nx-lambda:list-features', '--environment=ann']);
    expect(output).toContain(`Feature environments of account ${DEV}, ${REGION}`);
    expect(output).toMatch(/ann .* ready .*catalog/);
    expect(code).toBe(0);
    const all = await shop.run(['run', 'nx-lambda:list-features']);
    expect(all.output).toContain(`Feature environments of account ${TEAM}, us-east-1`);
    expect(all.code).toBe(0);
    expect(places()).toEqual([`${DEV} ${REGION}`, `${TEAM} us-east-1`]);
  });

  it('is left alone by credentials of another account', async () => {
    for (const target of ['deploy-feature', 'provision-feature', 'destroy-feature']) {
      const { code, output, mutations } = await shop.run(['run', `catalog:${target}`, '--environment=joe']);
      expect(output).toContain('NXL-PLAN-ACCOUNT');
      expect(output).toContain(`are of account ${DEV}, but what is meant is account ${TEAM}`);
      expect(mutations).toEqual([]);
      expect(code).toBe(1);
    }
  });

  it('is removed there', async () => {
    const { code, output } = await shop.run(['run', 'catalog:destroy-feature']);
    expect(output).toContain('1 removed');
    expect(code).toBe(0);
    expect(shop.control.functions()).toEqual([]);
  });
});
