/** One made-up deployment and one invocation, which the printers' tests tell in their ways. */
import type {
  DeployedFunction,
  DeployPlan,
  DeployReport,
  Failure,
  FunctionOutcome,
  InvokeReport,
  LambdaEvent,
} from '@nx-lambda/core';

function subject(service: string, logicalId: string) {
  return { service, logicalId, physicalName: `${service}-ada-${logicalId}` };
}

const deployed: DeployedFunction = {
  physicalName: 'orders-ada-CreateOrder',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders-ada-CreateOrder',
  accountId: '123456789012',
  region: 'eu-west-1',
  codeSha256: 'old',
  codeSize: 1,
  revisionId: 'r1',
  architectures: ['arm64'],
  packageType: 'Zip',
  tags: { kind: 'read', tags: {} },
};

function refusal(name: string): Failure {
  return {
    code: 'NXL-PLAN-NOT-FEATURE',
    message: `${name} has no tag nx-lambda:environment.`,
    advice: 'Tag its stack.',
    notes: ['Its stack is payments-prod.'],
  };
}

export const conflict: Failure = {
  code: 'NXL-DEPLOY-CONFLICT',
  message: 'Someone else updated orders-ada-ListOrders meanwhile.',
  advice: 'Run again.',
};

export const badTemplate: Failure = {
  code: 'NXL-TEMPLATE-TYPE',
  message: 'Unknown tag !Foo.',
  advice: 'Use a tag of CloudFormation.',
  place: {
    file: 'services/stock/template.yaml',
    line: 12,
    column: 12,
    length: 4,
    lineText: '\tHandler: x!Foo bar',
  },
};

export const notice: Failure = {
  code: 'NXL-TEMPLATE-BASE-DIR',
  message: 'Paths of the template are read from src.',
  advice: 'Set baseDir to make it certain.',
};

export const plan: DeployPlan = {
  environment: 'dev-ada',
  accountId: '123456789012',
  region: 'eu-west-1',
  actions: [
    {
      ...subject('orders', 'CreateOrder'),
      kind: 'update',
      reason: 'code differs',
      deployed,
      codeSha256: 'a',
      zipSize: 12_400,
      upload: 'direct',
    },
    {
      ...subject('orders', 'ListOrders'),
      kind: 'update',
      reason: 'code differs',
      deployed,
      codeSha256: 'b',
      zipSize: 61_400_000,
      upload: 's3',
    },
    { ...subject('orders', 'Old'), kind: 'skip', reason: 'same code', codeSha256: 'c' },
    { ...subject('billing', 'Invoice'), kind: 'skip', reason: 'not matched by --function' },
    { ...subject('payments', 'Charge'), kind: 'refuse', failure: refusal('payments-ada-Charge') },
    { ...subject('payments', 'Refund'), kind: 'refuse', failure: refusal('payments-ada-Refund') },
  ],
  notCompared: 120,
  notices: [],
};

export const outcomes: readonly FunctionOutcome[] = [
  { ...subject('orders', 'Old'), kind: 'skipped', reason: 'same code', codeSha256: 'c' },
  { ...subject('billing', 'Invoice'), kind: 'skipped', reason: 'not matched by --function' },
  { ...subject('payments', 'Charge'), kind: 'refused', failure: refusal('payments-ada-Charge') },
  { ...subject('payments', 'Refund'), kind: 'refused', failure: refusal('payments-ada-Refund') },
  {
    ...subject('orders', 'CreateOrder'),
    kind: 'updated',
    codeSha256: 'a',
    previousCodeSha256: 'old',
    zipSize: 12_400,
    upload: 'direct',
    duration: 1234,
  },
  { ...subject('orders', 'ListOrders'), kind: 'failed', failure: conflict },
];

/** Of a function that is invoked through an alias. */
export const publishedOutcome: FunctionOutcome = {
  ...subject('orders', 'GetOrder'),
  kind: 'updated',
  codeSha256: 'a',
  previousCodeSha256: 'a',
  zipSize: 12_400,
  upload: 'none',
  published: {
    version: '7',
    aliases: [{ name: 'live', version: '7', previousVersion: '6', previousCodeSha256: 'old' }],
  },
  duration: 1234,
};

export const toPublishOutcome: FunctionOutcome = {
  ...subject('orders', 'GetOrder'),
  kind: 'would-update',
  reason: 'code differs',
  codeSha256: 'a',
  zipSize: 12_400,
  publish: {
    reason: 'alias live from version 6 to a new version',
    moves: [{ alias: 'live', fromVersion: '6', fromCodeSha256: 'old', revisionId: 'r1' }],
    snapStart: false,
  },
};

export const deployReport: DeployReport = {
  schema: 1,
  command: 'deploy-feature',
  environment: 'dev-ada',
  accountId: '123456789012',
  region: 'eu-west-1',
  dryRun: false,
  outcomes,
  counts: { updated: 1, wouldUpdate: 0, skipped: 2, refused: 2, failed: 1 },
  notCompared: 120,
  notices: [],
  duration: 3400,
};

export const deployEvents: readonly LambdaEvent[] = [
  { type: 'deploy-started', environment: 'dev-ada', functions: 6 },
  { type: 'service-failed', service: 'stock', failures: [badTemplate] },
  { type: 'plan-made', dryRun: false, plan },
  { type: 'notice', service: 'orders', notice },
  { type: 'update-started', service: 'orders', logicalId: 'CreateOrder', zipSize: 12_400 },
  ...outcomes.map((outcome): LambdaEvent => ({ type: 'function-settled', outcome })),
  { type: 'deploy-finished', report: deployReport },
];

export const invokeReport: InvokeReport = {
  schema: 1,
  command: 'invoke-cloud',
  service: 'orders',
  logicalId: 'CreateOrder',
  physicalName: 'orders-ada-CreateOrder',
  accountId: '123456789012',
  region: 'eu-west-1',
  kind: 'result',
  requestId: '6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c',
  payload: '{"statusCode":200,"body":"{}"}',
  logLines: [
    '2026-11-22T10:00:00.000Z\t6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c\tINFO\thello \u001b[31mred\u001b[0m',
    '{"timestamp":"2026-11-22T10:00:00.123Z","level":"WARN","message":"slow","ms":12,"requestId":"x"}',
    'as written',
  ],
  logTruncated: false,
  usage: { duration: 12.34, billedDuration: 163, memorySize: 128, maxMemoryUsed: 65, initDuration: 150.23 },
};

export const errorReport: InvokeReport = {
  ...invokeReport,
  kind: 'function-error',
  payload: '{"errorType":"TypeError","errorMessage":"no id"}',
  error: {
    type: 'TypeError',
    message: 'no id',
    stack: [
      '    at handler (services/orders/src/app.ts:9:3)',
      '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)',
    ],
    mapped: true,
  },
  logLines: [],
  logTruncated: true,
  codeNotice: 'The deployed code is not what is built here: `nx run orders:deploy-feature` deploys it.',
};
