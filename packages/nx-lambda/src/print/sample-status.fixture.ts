/** A made-up feature environment in which every kind of status occurs, for the printers' tests. */
import type { Failure, StatusReport } from '@nx-lambda/core';

const refusal: Failure = { code: 'NXL-PLAN-NOT-FEATURE', message: 'It has no tag.', advice: 'Tag its stack.' };
const missing: Failure = { code: 'NXL-PLAN-NO-STACK', message: 'There is no stack stock-ada.', advice: 'Provision.' };
const image: Failure = { code: 'NXL-TEMPLATE-IMAGE', message: 'It is an image.', advice: 'Use zip packages.' };
const denied: Failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'Not allowed.', advice: 'Ask for it.' };

const deployed = {
  kind: 'deployed',
  codeSize: 1000,
  lastModified: '2026-11-22T04:35:12.000+0000',
  state: 'Active',
  lastUpdateStatus: 'Successful',
} as const;

export const statusReport: StatusReport = {
  schema: 1,
  command: 'status-feature',
  environment: 'dev-ada',
  accountId: '123456789012',
  region: 'eu-west-1',
  functions: [
    {
      ...deployed,
      service: 'orders',
      logicalId: 'CreateOrder',
      physicalName: 'orders-ada-CreateOrder',
      codeSha256: 'iNR3rTE3iXo4qkAAyYNS4pGz7NTKuFtmXuN0BGQWlEU=',
      origin: 'ours',
      commit: '5f2d0c6c2a1f6bdbb5b3b2a0f0f0e0d0c0b0a090',
      drift: 'same',
    },
    {
      ...deployed,
      service: 'orders',
      logicalId: 'GetOrder',
      physicalName: 'orders-ada-GetOrder',
      codeSha256: 'b3RoZXIgY29kZSBvdGhlciBjb2RlIG90aGVyIGNvZGU=',
      origin: 'other',
      drift: 'differs',
      lastUpdateStatus: 'Failed',
    },
    {
      ...deployed,
      service: 'billing',
      logicalId: 'Invoice',
      physicalName: 'billing-prod-Invoice',
      codeSha256: 'b2xkIGNvZGUgb2xkIGNvZGUgb2xkIGNvZGUgb2xkIGM=',
      origin: 'unknown',
      drift: 'not-built',
      refusal,
    },
    { service: 'stock', logicalId: 'Count', kind: 'missing', failure: missing },
    { service: 'stock', logicalId: 'Scan', kind: 'undeployable', failure: image },
    { service: 'stock', logicalId: 'Move', physicalName: 'stock-ada-Move', kind: 'unreadable', failure: denied },
  ],
  counts: { same: 1, differs: 1, notBuilt: 1, missing: 1, undeployable: 1, unreadable: 1 },
  notices: [],
  duration: 320,
};
