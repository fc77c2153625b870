import type {
  DeployReport,
  DestroyReport,
  InvokeReport,
  ProvisionReport,
  StackOutcome,
  StatusReport,
} from '@nx-lambda/core';
import { expect, test } from 'vitest';
import schema from '../../schemas/report.schema.json' with { type: 'json' };
import type { FailureReport } from './json-printer.ts';
import {
  badTemplate,
  deployReport,
  errorReport,
  invokeReport,
  publishedOutcome,
  toPublishOutcome,
} from './sample-run.fixture.ts';
import {
  bootstrapReport,
  destroyReport,
  environmentList,
  parametersReport,
  sweepReport,
} from './sample-stacks.fixture.ts';
import { statusReport } from './sample-status.fixture.ts';

type Node = Readonly<Record<string, unknown>>;

const KNOWN = new Set([
  '$schema',
  '$id',
  '$defs',
  '$ref',
  'title',
  'description',
  'type',
  'const',
  'enum',
  'pattern',
  'minimum',
  'properties',
  'required',
  'items',
  'oneOf',
  'allOf',
]);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isNode(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** As much of JSON Schema as the report's schema uses; any other keyword is an error of this test. */
function problems(value: unknown, node: unknown, at = '$'): readonly string[] {
  if (!isNode(node)) throw new Error(`no schema at ${at}`);
  const unknown = Object.keys(node).find((keyword) => !KNOWN.has(keyword));
  if (unknown !== undefined) throw new Error(`the validator does not know ${unknown}`);
  const found: string[] = [];
  if (typeof node['$ref'] === 'string') {
    const name = node['$ref'].replace('#/$defs/', '');
    found.push(...problems(value, (schema.$defs as Node)[name], at));
  }
  if ('type' in node && !hasType(value, node['type'])) return [...found, `${at}: not ${String(node['type'])}`];
  if ('const' in node && value !== node['const']) found.push(`${at}: not ${String(node['const'])}`);
  if ('enum' in node && !list(node['enum']).includes(value)) found.push(`${at}: not in the list`);
  if (typeof node['minimum'] === 'number' && Number(value) < node['minimum']) found.push(`${at}: too small`);
  if (typeof node['pattern'] === 'string' && !new RegExp(node['pattern']).test(String(value)))
    found.push(`${at}: does not match`);
  if (isNode(value)) {
    for (const name of list(node['required']))
      if (!(String(name) in value)) found.push(`${at}.${String(name)}: missing`);
    for (const [name, inner] of Object.entries(isNode(node['properties']) ? node['properties'] : {}))
      if (name in value) found.push(...problems(value[name], inner, `${at}.${name}`));
  }
  if ('items' in node)
    for (const [index, item] of list(value).entries()) found.push(...problems(item, node['items'], `${at}[${index}]`));
  for (const inner of list(node['allOf'])) found.push(...problems(value, inner, at));
  if ('oneOf' in node) {
    const branches = list(node['oneOf']).map((inner) => problems(value, inner, at));
    const fitting = branches.filter((branch) => branch.length === 0).length;
    if (fitting !== 1) found.push(`${at}: fits ${fitting} of ${branches.length}`);
  }
  return found;
}

const failureReport: FailureReport = {
  schema: 1,
  command: 'invoke-cloud',
  failures: [{ ...badTemplate, service: 'stock' }],
};

const whole: DeployReport = {
  ...deployReport,
  outcomes: [
    ...deployReport.outcomes,
    { service: 'a', logicalId: 'B', kind: 'would-update', reason: 'code differs', codeSha256: 'x', zipSize: 1 },
    publishedOutcome,
    toPublishOutcome,
  ],
  notices: [badTemplate],
  why: [
    {
      service: 'a',
      logicalId: 'B',
      decision: 'update',
      reason: 'code differs',
      changes: { kind: 'known', changes: [{ kind: 'package', name: 'zod', before: '3.0.0' }] },
    },
  ],
};

const provisionReport: ProvisionReport = {
  schema: 1,
  command: 'provision-feature',
  environment: 'anna',
  accountId: '123456789012',
  region: 'eu-central-1',
  dryRun: false,
  duration: 12,
  stacks: [
    {
      service: 'orders',
      stackName: 'orders-anna',
      kind: 'created',
      changes: [
        {
          kind: 'add',
          possibly: false,
          logicalId: 'Child/Queue',
          type: 'AWS::SQS::Queue',
          causes: [],
          losesData: false,
        },
        {
          kind: 'replace',
          possibly: true,
          logicalId: 'Table',
          physicalId: 'orders-anna-Table',
          type: 'AWS::DynamoDB::Table',
          causes: ['Properties.KeySchema'],
          losesData: true,
        },
      ],
      parameters: [
        { name: 'Secret', kind: 'given', value: '****', origin: '--parameter' },
        { name: 'Kept', kind: 'previous' },
      ],
      outputs: [{ key: 'Url', value: 'https://a', description: 'Where', exportName: 'orders-url' }],
      expires: '2026-12-06',
      failures: [],
      notices: [badTemplate],
      duration: 10,
    },
  ],
};

test.each([
  ['deployment', whole],
  ['invocation', invokeReport],
  ['invocation with an error', errorReport],
  ['feature environment', statusReport],
  [
    'feature environment with stacks',
    {
      ...statusReport,
      stacks: [
        { service: 'news', stackName: 'news-ada', kind: 'missing' },
        {
          service: 'orders',
          stackName: 'orders-ada',
          kind: 'present',
          status: 'CREATE_COMPLETE',
          createdAt: '2026-11-20T12:00:00.000Z',
          age: 2,
          daysLeft: -1,
          outputs: [{ key: 'Url', value: 'https://orders' }],
          waiting: [{ part: 'Resources.Table', kind: 'new' }],
        },
      ],
    },
  ],
  [
    'feature environment with aliases',
    {
      ...statusReport,
      functions: [
        {
          ...statusReport.functions[0],
          aliases: [
            { kind: 'found', name: 'live', version: '7', codeSha256: 'a', drift: 'same' },
            { kind: 'missing', name: 'beta' },
            { kind: 'unreadable', name: 'gamma', failure: badTemplate },
          ],
          layers: [
            { kind: 'found', logicalId: 'Deps', arn: 'arn:aws:lambda:…:layer:deps:1', codeSha256: 'a', drift: 'same' },
            { kind: 'missing', logicalId: 'More' },
            { kind: 'unreadable', logicalId: 'Else', arn: 'arn:aws:lambda:…:layer:else:1', failure: badTemplate },
          ],
        },
      ],
    },
  ],
  ['removal', destroyReport],
  ['list of environments', environmentList],
  ['sweep', sweepReport],
  ['bootstrap', bootstrapReport],
  ['explanation of parameters', parametersReport],
  ['provisioned environment', provisionReport],
  ['command that broke off', failureReport],
  ['provisioning that broke off', { ...failureReport, command: 'provision-feature' }],
])('the report of a %s fits the schema', (_what, report) => {
  expect(problems(JSON.parse(JSON.stringify(report)), schema)).toEqual([]);
});

function changed(report: object, change: object): unknown {
  return JSON.parse(JSON.stringify({ ...report, ...change }));
}

test.each([
  ['another version', changed(deployReport, { schema: 2 })],
  ['a missing field', changed(deployReport, { counts: undefined })],
  ['a short account id', changed(invokeReport, { accountId: '123' })],
  ['an unknown outcome', changed(deployReport, { outcomes: [{ service: 'a', logicalId: 'B', kind: 'maybe' }] })],
  [
    'a refusal without its failure',
    changed(deployReport, { outcomes: [{ service: 'a', logicalId: 'B', kind: 'refused' }] }),
  ],
  ['an unknown drift', changed(statusReport, { functions: [{ ...statusReport.functions[0], drift: 'maybe' }] })],
  ['an unknown kind of answer', changed(invokeReport, { kind: 'maybe' })],
  ['a line 0', changed(failureReport, { failures: [{ ...badTemplate, place: { file: 'a', line: 0, column: 1 } }] })],
  ['a code of another make', changed(failureReport, { failures: [{ ...badTemplate, code: 'E1' }] })],
])('%s does not fit the schema', (_what, report) => {
  expect(problems(report, schema)).not.toEqual([]);
});

/** A field that joins or leaves a report's type does not compile here before the schema is looked at. */
const DEPLOY_FIELDS: Readonly<Record<keyof DeployReport, true>> = {
  schema: true,
  command: true,
  environment: true,
  accountId: true,
  region: true,
  dryRun: true,
  outcomes: true,
  layers: true,
  counts: true,
  notCompared: true,
  notices: true,
  why: true,
  duration: true,
};
const INVOKE_FIELDS: Readonly<Record<keyof InvokeReport, true>> = {
  schema: true,
  command: true,
  service: true,
  logicalId: true,
  physicalName: true,
  accountId: true,
  region: true,
  qualifier: true,
  kind: true,
  requestId: true,
  payload: true,
  error: true,
  logLines: true,
  logTruncated: true,
  usage: true,
  codeNotice: true,
  identity: true,
};
const STATUS_FIELDS: Readonly<Record<keyof StatusReport, true>> = {
  callerArn: true,
  stacks: true,
  schema: true,
  command: true,
  environment: true,
  accountId: true,
  region: true,
  functions: true,
  counts: true,
  notices: true,
  duration: true,
};

const DESTROY_FIELDS: Readonly<Record<keyof DestroyReport, true>> = {
  schema: true,
  command: true,
  environment: true,
  accountId: true,
  region: true,
  dryRun: true,
  stacks: true,
  duration: true,
};

const PROVISION_FIELDS: Readonly<Record<keyof ProvisionReport, true>> = {
  schema: true,
  command: true,
  environment: true,
  accountId: true,
  region: true,
  dryRun: true,
  stacks: true,
  duration: true,
};
const STACK_FIELDS: Readonly<Record<keyof StackOutcome, true>> = {
  service: true,
  stackName: true,
  kind: true,
  changes: true,
  parameters: true,
  outputs: true,
  expires: true,
  failures: true,
  notices: true,
  duration: true,
};

test('the schema names every field of the reports and no other', () => {
  expect(Object.keys(schema.$defs.deployReport.properties).sort()).toEqual(Object.keys(DEPLOY_FIELDS).sort());
  expect(Object.keys(schema.$defs.invokeReport.properties).sort()).toEqual(Object.keys(INVOKE_FIELDS).sort());
  expect(Object.keys(schema.$defs.destroyReport.properties).sort()).toEqual(Object.keys(DESTROY_FIELDS).sort());
  expect(Object.keys(schema.$defs.provisionReport.properties).sort()).toEqual(Object.keys(PROVISION_FIELDS).sort());
  expect(Object.keys(schema.$defs.stackOutcome.properties).sort()).toEqual(Object.keys(STACK_FIELDS).sort());
  expect(Object.keys(schema.$defs.statusReport.properties).sort()).toEqual(Object.keys(STATUS_FIELDS).sort());
});
