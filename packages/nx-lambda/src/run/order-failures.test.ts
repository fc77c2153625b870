import type { Failure, Service } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { withOrderFailures } from './order-failures.ts';

const place = { file: 'orders/lambda.config.json', line: 2, column: 17 } as const;
const orders: Service = {
  name: 'orders',
  root: 'orders',
  functions: [],
  undeployable: [],
  events: [],
  definitionFiles: [],
  failures: [],
  notices: [],
};

test('a service that is named and is not there is told with the closest name', () => {
  const [service] = withOrderFailures([{ ...orders, dependsOn: [{ name: 'netwrk', place }] }], {
    orders: { root: 'orders' },
    network: { root: 'network' },
  });
  expect(service?.failures).toEqual([
    { code: 'NXL-CONFIG-DEPENDS-ON', message: 'There is no project netwrk.', advice: 'Did you mean network?', place },
  ]);
});

test('a cycle that was found with the graph is told, and what is well ordered is left alone', () => {
  const cycle: Failure = { code: 'NXL-PROVISION-CYCLE', message: 'a → b → a.', advice: 'Move it.' };
  const projects = { orders: { root: 'orders', metadata: { lambda: { cycle } } }, network: { root: 'network' } };
  const named = { ...orders, dependsOn: [{ name: 'network', place }] };
  expect(withOrderFailures([named], projects)[0]?.failures).toEqual([cycle]);
  expect(withOrderFailures([named], { orders: { root: 'orders' }, network: { root: 'network' } })).toEqual([named]);
});
