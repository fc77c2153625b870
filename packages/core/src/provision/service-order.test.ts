import { expect, test } from 'vitest';
import { sourceText } from '../service/template-node.ts';
import { canBeSame, type NameLinks, type OpenName } from './name-links.ts';
import { checkCycles, serviceEdges } from './service-order.ts';

const source = sourceText('t.yaml', 'x');
const node = { kind: 'scalar', text: 'x', plain: true, source, start: 0, end: 1 } as const;
const NONE: NameLinks = { exports: [], imports: [], ssmWritten: [], ssmRead: [] };

function links(given: Partial<Record<keyof NameLinks, readonly OpenName[]>>): NameLinks {
  const named = Object.entries(given).map(([key, names]) => [key, names.map((name) => ({ name, node }))]);
  return { ...NONE, ...Object.fromEntries(named) };
}

test.each<[OpenName, OpenName, boolean]>([
  [['orders-table'], ['orders-table'], true],
  [['orders-', 'table'], ['orders-table'], true],
  [['orders-table'], ['orders-topic'], false],
  [['orders-', undefined, '-table'], ['orders-anna-table'], true],
  [['orders-', undefined, '-table'], ['orders-anna-topic'], false],
  [['orders-', undefined], [undefined, '-table'], true],
  [['orders-', undefined], ['users-', undefined], false],
  [[undefined], ['orders-table'], false],
  [[undefined, '-', undefined], ['a-b'], false],
])('%o and %o can be the same: %s', (left, right, same) => {
  expect(canBeSame(left, right)).toBe(same);
  expect(canBeSame(right, left)).toBe(same);
});

test('who imports waits for who exports, who reads for who writes', () => {
  const edges = serviceEdges([
    { name: 'orders', links: links({ imports: [['net-vpc']], ssmRead: [['/auth/url']] }), dependsOn: ['base'] },
    { name: 'network', links: links({ exports: [['net-vpc']] }), dependsOn: [] },
    { name: 'auth', links: links({ ssmWritten: [['/auth/url']], imports: [['net-vpc']] }), dependsOn: [] },
  ]);
  expect(edges.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'auth → network',
    'orders → auth',
    'orders → base',
    'orders → network',
  ]);
  expect(checkCycles(edges).ok).toBe(true);
});

test('a cycle is shown whole, and only it', () => {
  const edges = serviceEdges([
    { name: 'a', links: NONE, dependsOn: ['b'] },
    { name: 'b', links: NONE, dependsOn: ['c'] },
    { name: 'c', links: NONE, dependsOn: ['d'] },
    { name: 'd', links: NONE, dependsOn: ['b'] },
  ]);
  const result = checkCycles(edges);
  expect(result.ok ? '' : result.failures[0].message).toBe(
    'The stacks of these services need one another: b → c → d → b.',
  );
});

test('what a service hands to itself is no edge', () => {
  expect(serviceEdges([{ name: 'a', links: links({ exports: [['x']], imports: [['x']] }), dependsOn: ['a'] }])).toEqual(
    [],
  );
});
