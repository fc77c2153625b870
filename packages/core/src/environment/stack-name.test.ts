import { expect, it } from 'vitest';
import { resolveStackName, type StackNameFacts } from './stack-name.ts';

const facts: StackNameFacts = { service: 'orders', option: '{service}-{environment}', environment: 'anna' };

function stackNameOf(change: Partial<StackNameFacts>): string {
  const result = resolveStackName({ ...facts, ...change });
  return result.ok ? result.value : result.failures[0].code;
}

it.each<[string, Partial<StackNameFacts>, string]>([
  ['expands the option', {}, 'orders-anna'],
  ["prefers the service's own name", { own: 'shop-{environment}' }, 'shop-anna'],
  ['takes a fixed name as it is', { own: 'OrdersDev' }, 'OrdersDev'],
  ['makes a scoped package name fit', { service: '@shop/orders_api' }, 'shop-orders-api-anna'],
  ['refuses a name that begins with a digit', { own: '1-{environment}' }, 'NXL-ENVIRONMENT-STACK-NAME'],
  ['refuses characters that CloudFormation does not take', { own: 'a_b' }, 'NXL-ENVIRONMENT-STACK-NAME'],
  ['refuses more than 128 characters', { own: 'a'.repeat(129) }, 'NXL-ENVIRONMENT-STACK-NAME'],
  ['refuses an unknown placeholder', { own: '{stage}-x' }, 'NXL-ENVIRONMENT-PLACEHOLDER'],
])('%s', (_, change, expected) => {
  expect(stackNameOf(change)).toBe(expected);
});
