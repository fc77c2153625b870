/** Made-up stacks in which every kind of ending occurs, for the printers' tests. */
import type { DestroyReport, Failure, RemovalOutcome } from '@nx-lambda/core';

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
