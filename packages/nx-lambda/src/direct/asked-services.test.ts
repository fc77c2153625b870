import { expect, it } from 'vitest';
import { isPattern, projectAt, readings, unknownService } from './asked-services.ts';

it('takes a word for a name first, and then for a name with an event', () => {
  expect(readings('orders', undefined)).toEqual([{ name: 'orders' }]);
  expect(readings('@acme/orders:created', undefined)).toEqual([
    { name: '@acme/orders:created' },
    { name: '@acme/orders', configuration: 'created' },
  ]);
  expect(readings(':created', undefined)[1]).toEqual({ name: '', configuration: 'created' });
  expect(readings('a:b', 'created')).toEqual([{ name: 'a:b', configuration: 'created' }]);
});

it.each([
  ['orders', false],
  ['@acme/orders', false],
  ['orders:created', false],
  ['order*', true],
  ['tag:shop', true],
  ['{orders,users}', true],
  ['!orders', true],
])('knows whether %s is a pattern', (word, expected) => {
  expect(isPattern(word)).toBe(expected);
});

it('finds the innermost service of a folder', () => {
  const projects = [{ root: '.' }, { root: 'services/orders' }, { root: 'services/orders/refunds' }];
  const rootAt = (folder: string) => projectAt(folder, projects)?.root;
  expect(rootAt('services/orders/src')).toBe('services/orders');
  expect(rootAt('services/orders')).toBe('services/orders');
  expect(rootAt('services/orders/refunds/src')).toBe('services/orders/refunds');
  expect(rootAt('services/orders-old')).toBe('.');
  expect(rootAt('')).toBe('.');
  expect(projectAt('libs', projects.slice(1))).toBeUndefined();
});

it('tells which services there are', () => {
  expect(unknownService('ordesr', ['orders', 'users']).advice).toBe('Did you mean orders?');
  expect(unknownService('x', ['orders', 'users']).advice).toBe('The services are orders, users.');
  const many = Array.from({ length: 12 }, (_, index) => `service-${index}`);
  expect(unknownService('x', many).advice).toContain('service-9 and 2 more.');
  expect(unknownService('x', []).advice).toContain('nx show projects');
});
