/** What deployments tell of stacks whose template has changed since they were provisioned. */
import type { DeployReport } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type Provisioning, SAM, startProvisioning } from '../support/provisioning.ts';

let sample: Provisioning;

const api = (handler = 'app.handler') =>
  `  Api:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: ., Handler: ${handler}, Runtime: nodejs22.x }\n`;
const template = (resources: string) => sample.write('orders/template.yaml', `${SAM}Resources:\n${resources}`);
const told = ({ outcomes }: DeployReport) =>
  outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));

beforeEach(async () => {
  sample = await startProvisioning();
  await sample.write('orders/app.js', 'exports.handler = async () => 1;\n');
  await template(`${api()}  Queue: { Type: AWS::SQS::Queue }\n`);
  await sample.provision();
  sample.code.set('Api', 'new');
});
afterEach(() => sample.stop());

const CHANGED =
  '  Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: 5 } }\n  Topic: { Type: AWS::SNS::Topic }\n';

it('code that fits is updated, and one notice tells what waits', async () => {
  await template(`${api()}${CHANGED}`);
  const report = await sample.deploy();
  expect(told(report)).toEqual(['updated']);
  expect(report.notices).toMatchObject([
    {
      code: 'NXL-PROVISION-WAITING',
      message:
        'The stack orders-anna is waiting for provision-feature: Resources.Queue (changed), Resources.Topic (new).',
    },
  ]);
  await sample.provision({ allowReplacement: true });
  sample.code.set('Api', 'newer');
  expect((await sample.deploy()).notices).toEqual([]);
});

it('a function whose handler has changed is refused beside it', async () => {
  const other = api().replace('Api:', 'Other:');
  await template(`${api()}${other}`);
  await sample.provision({ allowReplacement: true });
  sample.code.set('Other', 'new');
  await template(`${api('app.other')}${other}${CHANGED}`);
  sample.handlers.set('Api', 'app.other');
  const report = await sample.deploy();
  expect(report.outcomes.map(({ logicalId }) => logicalId)).toEqual(['Api', 'Other']);
  expect(told(report)).toEqual(['NXL-PLAN-PROVISION-FIRST', 'updated']);
  expect(report.notices[0]?.message).toContain('Resources.Api (changed)');
});

it('code alone is no change of infrastructure', async () => {
  const report = await sample.deploy();
  expect(told(report)).toEqual(['updated']);
  expect(report.notices).toEqual([]);
});

it('nobody is asked where nothing is written', async () => {
  await sample.deploy();
  await template(`${api()}${CHANGED}`);
  sample.fake.control.calls.reset();
  const report = await sample.deploy();
  expect(told(report)).toEqual(['skipped']);
  expect(report.notices).toEqual([]);
  expect(sample.fake.control.calls.counts()).not.toHaveProperty('cloudformation:GetTemplateSummary');
});

it('what may not be read fails nothing', async () => {
  await template(`${api()}${CHANGED}`);
  const { accessKeyId } = credentials;
  sample.fake.control.setCaller(accessKeyId, {
    account: '123456789012',
    denied: ['cloudformation:GetTemplateSummary'],
  });
  const report = await sample.deploy();
  expect(told(report)).toEqual(['updated']);
  expect(report.notices).toEqual([]);
});

it('a function in a nested stack is proven by the tags that come down from the root', async () => {
  await sample.write('orders/child.yaml', `${SAM}Resources:\n${api()}`);
  const nested = '  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }\n';
  await template(nested);
  sample.code.set('Child/Api', 'nested');
  expect((await sample.provision({ allowReplacement: true })).kind).toBe('updated');
  expect(told(await sample.deploy())).toEqual(['skipped']);
  sample.code.set('Child/Api', 'changed');
  expect(told(await sample.deploy())).toEqual(['updated']);
  await sample.write('orders/child.yaml', `${SAM}Resources:\n${api()}${CHANGED}`);
  sample.code.set('Child/Api', 'again');
  expect((await sample.deploy()).notices[0]?.message).toContain('Resources.Child (changed)');
});
