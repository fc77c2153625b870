import { expect, test } from 'vitest';
import { plannedLater } from './planned-later.ts';

const failure = (message: string) => ({ code: 'NXL-PROVISION-CHANGE-SET', message, advice: 'Mend it.' }) as const;
const planned = [{ service: 'network', kind: 'planned' }] as const;

test.each([
  "CloudFormation can't plan this: No export named network-ann-vpc found.",
  "CloudFormation can't plan this: Unable to fetch parameters [/auth/url] from parameter store for this account.",
  "CloudFormation can't plan this: Parameters: [ssm:/auth/url] cannot be found.",
])('what a stack that is only planned would make is no fault: %s', (message) => {
  const notice = plannedLater('orders', [failure(message)], planned);
  expect(notice).toMatchObject({ code: 'NXL-PROVISION-PLANNED-LATER' });
  expect(notice?.message).toMatch(/^orders can be planned only once network is provisioned: /);
});

test('any other failure, and one of a service whose needs are all there, stays a failure', () => {
  const missing = failure('No export named network-ann-vpc found.');
  expect(plannedLater('orders', [missing], [{ service: 'network', kind: 'unchanged' }])).toBeUndefined();
  expect(plannedLater('orders', [missing, failure('Unresolved resource')], planned)).toBeUndefined();
  expect(plannedLater('orders', [], planned)).toBeUndefined();
});
