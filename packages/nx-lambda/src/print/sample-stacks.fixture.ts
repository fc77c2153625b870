/** Made-up stacks in which every kind of ending occurs, for the printers' tests. */
import type {
  BootstrapReport,
  DestroyReport,
  EnvironmentList,
  Failure,
  KnownEnvironment,
  ParametersReport,
  RemovalOutcome,
  SweepReport,
} from '@nx-lambda/core';

const filled: Failure = {
  code: 'NXL-PROVISION-BUCKETS',
  message: 'The stack files-anna has buckets that are not empty: uploads-anna.',
  advice: 'Pass --empty-buckets.',
};
const none = { resources: 0, retained: [], emptied: [], failures: [], notices: [], duration: 0 };

export const removals: readonly RemovalOutcome[] = [
  {
    ...none,
    service: 'orders',
    stackName: 'orders-anna',
    kind: 'removed',
    resources: 3,
    retained: [{ logicalId: 'Data/Archive', type: 'AWS::S3::Bucket', physicalId: 'archive-anna' }],
    emptied: [{ bucket: 'uploads-anna', objects: 2 }],
    duration: 2300,
  },
  { ...none, service: 'auth', stackName: 'auth-anna', kind: 'absent' },
  { ...none, service: 'files', stackName: 'files-anna', kind: 'refused', resources: 1, failures: [filled] },
];

export const destroyReport: DestroyReport = {
  schema: 1,
  command: 'destroy-feature',
  environment: 'anna',
  accountId: '123456789012',
  region: 'eu-central-1',
  dryRun: false,
  stacks: removals,
  duration: 2500,
};

const anna: KnownEnvironment = {
  name: 'anna',
  owners: ['anna'],
  branches: ['feat/prices'],
  createdAt: '2026-11-22T09:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  expires: '2026-12-06',
  daysLeft: 14,
  isExpired: false,
  state: 'ready',
  stacks: [
    { stackName: 'orders-anna', service: 'orders', status: 'UPDATE_COMPLETE', expires: '2026-12-06' },
    { stackName: 'auth-anna', status: 'CREATE_COMPLETE', expires: '2026-11-30' },
  ],
};

const old: KnownEnvironment = {
  name: 'old',
  owners: ['ben'],
  branches: [],
  createdAt: '2026-10-23T12:00:00.000Z',
  updatedAt: '2026-10-23T12:00:00.000Z',
  expires: '2026-11-20',
  daysLeft: -2,
  isExpired: true,
  state: 'failed',
  stacks: [{ stackName: 'orders-old', service: 'orders', status: 'DELETE_FAILED', expires: '2026-11-20' }],
};

export const environmentList: EnvironmentList = {
  schema: 1,
  command: 'list-features',
  accountId: '123456789012',
  region: 'eu-central-1',
  listedAt: '2026-11-22T12:00:00.000Z',
  environments: [anna, old],
  duration: 300,
};

export const sweepReport: SweepReport = {
  schema: 1,
  command: 'sweep-features',
  accountId: '123456789012',
  region: 'eu-central-1',
  dryRun: true,
  environments: [old],
  stacks: [{ ...none, service: 'orders', stackName: 'orders-old', kind: 'planned', resources: 4 }],
  duration: 900,
};

export const bootstrapReport: BootstrapReport = {
  schema: 1,
  command: 'bootstrap-feature',
  accountId: '123456789012',
  region: 'eu-central-1',
  dryRun: false,
  stack: {
    stackName: 'nx-lambda-bootstrap',
    kind: 'created',
    changes: [
      { kind: 'add', possibly: false, logicalId: 'Artifacts', type: 'AWS::S3::Bucket', causes: [], losesData: false },
    ],
    failures: [],
  },
  bucket: 'nx-lambda-123456789012-eu-central-1',
  option: '"artifactBucket": "nx-lambda-{account}-{region}"',
  duration: 4000,
};

export const parametersReport: ParametersReport = {
  schema: 1,
  command: 'parameters-feature',
  service: 'orders',
  environment: 'anna',
  stackName: 'orders-anna',
  accountId: '123456789012',
  region: 'eu-central-1',
  parameters: [
    { name: 'Stage', kind: 'given', value: 'anna', origin: 'nx.json' },
    { name: 'Password', kind: 'missing' },
  ],
  problems: [filled],
};
