import { expect, test } from 'vitest';
import { infrastructureNotice, waitingInfrastructure } from './waiting-infrastructure.ts';

const orders = { service: 'orders', stackName: 'orders-anna' };
const metadata = (infrastructure: object) => JSON.stringify({ NxLambda: { infrastructure } });

test('what is new, changed and removed since the stack was provisioned is told in one sentence', () => {
  const waiting = waitingInfrastructure(metadata({ 'Resources.Queue': 'a', 'Resources.Gone': 'b', Outputs: 'c' }), {
    'Resources.Queue': 'x',
    'Resources.Table': 'y',
    Outputs: 'c',
  });
  expect(infrastructureNotice(orders, waiting)).toMatchObject({
    code: 'NXL-PROVISION-WAITING',
    message:
      'The stack orders-anna is waiting for provision-feature: Resources.Gone (removed), Resources.Queue (changed), Resources.Table (new).',
  });
});

test('a stack that something else made says nothing of what waits, and one that is up to date waits for nothing', () => {
  expect(waitingInfrastructure(undefined, {})).toBeUndefined();
  expect(waitingInfrastructure('{"Other": 1}', { Outputs: 'a' })).toBeUndefined();
  expect(infrastructureNotice(orders, undefined)).toBeUndefined();
  expect(
    infrastructureNotice(orders, waitingInfrastructure(metadata({ Outputs: 'a' }), { Outputs: 'a' })),
  ).toBeUndefined();
});

test('many changes are counted', () => {
  const here = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`Resources.R${index}`, 'a']));
  const notice = infrastructureNotice(orders, waitingInfrastructure(metadata({}), here));
  expect(notice?.message).toContain('Resources.R5 (new), 3 more.');
});
