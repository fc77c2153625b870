import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canBeSame, type NameLinks, type OpenName } from './open-name.ts';
import { orderOf, serviceEdges } from './service-order.ts';

const place = { file: 't.yaml', line: 3, column: 5 } as const;
const NONE: NameLinks = { exports: [], imports: [], ssmWritten: [], ssmRead: [] };

function links(given: Partial<Record<keyof NameLinks, readonly OpenName[]>>): NameLinks {
  const named = Object.entries(given).map(([key, names]) => [key, names.map((name) => ({ name, place }))]);
  return { ...NONE, ...Object.fromEntries(named) };
}

test.each<[OpenName, OpenName, boolean]>([
  [['orders-table'], ['orders-table'], true],
  [['orders-', 'table'], ['orders-table'], true],
  [['orders-table'], ['orders-topic'], false],
  [['orders-', null, '-table'], ['orders-anna-table'], true],
  [['orders-', null, '-table'], ['orders-anna-topic'], false],
  [['orders-', null], [null, '-table'], true],
  [['orders-', null], ['users-', null], false],
  [[null], ['orders-table'], false],
  [[null, '-', null], ['a-b'], false],
])('%o and %o can be the same: %s', (left, right, same) => {
  expect(canBeSame(left, right)).toBe(same);
  expect(canBeSame(right, left)).toBe(same);
});

test('who imports waits for who exports, who reads for who writes', () => {
  const edges = serviceEdges([
    { name: 'orders', links: links({ imports: [['net-vpc']], ssmRead: [['/auth/url']] }), dependsOn: ['base'] },
    { name: 'network', links: links({ exports: [['net-vpc']] }), dependsOn: [] },
    { name: 'base', links: NONE, dependsOn: [] },
    { name: 'auth', links: links({ ssmWritten: [['/auth/url']], imports: [['net-vpc']] }), dependsOn: [] },
  ]);
  expect(edges.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'auth → network',
    'orders → auth',
    'orders → base',
    'orders → network',
  ]);
  expect(orderOf(edges)).toEqual({ edges, cycles: new Map() });
});

test('a cycle is shown whole, and only it', () => {
  const edges = serviceEdges([
    { name: 'a', links: NONE, dependsOn: ['b'] },
    { name: 'b', links: NONE, dependsOn: ['c'] },
    { name: 'c', links: NONE, dependsOn: ['d'] },
    { name: 'd', links: NONE, dependsOn: ['b'] },
  ]);
  const { cycles, edges: kept } = orderOf(edges);
  expect([...cycles.keys()].sort()).toEqual(['b', 'c', 'd']);
  expect(new Set([...cycles.values()].map(({ message }) => message))).toEqual(
    new Set(['The stacks of these services need one another: b → c → d → b.']),
  );
  expect(kept).toMatchObject([{ from: 'a', to: 'b' }]);
});

test('a cycle names the places that make it', () => {
  const edges = serviceEdges([
    { name: 'a', links: links({ imports: [['b-x']], exports: [['a-x']] }), dependsOn: [] },
    { name: 'b', links: links({ imports: [['a-x']], exports: [['b-x']] }), dependsOn: [] },
  ]);
  expect(orderOf(edges).cycles.get('b')).toMatchObject({
    code: 'NXL-PROVISION-CYCLE',
    place,
    notes: ['a needs b: t.yaml:3', 'b needs a: t.yaml:3'],
  });
});

test('whatever the services need, what is left of the order has no cycle and loses none but cyclic edges', () => {
  const names = ['a', 'b', 'c', 'd', 'e'] as const;
  const needs = fc.tuple(...names.map(() => fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 })));
  fc.assert(
    fc.property(needs, (lists) => {
      const edges = serviceEdges(names.map((name, at) => ({ name, links: NONE, dependsOn: lists[at] ?? [] })));
      const { edges: kept, cycles } = orderOf(edges);
      expect(orderOf(kept).cycles.size).toBe(0);
      for (const { from, to } of edges.filter((edge) => !kept.includes(edge))) {
        expect(cycles.has(from) && cycles.has(to)).toBe(true);
      }
    }),
  );
});

test('a service that is not there orders nothing', () => {
  expect(serviceEdges([{ name: 'a', links: NONE, dependsOn: ['gone'] }])).toEqual([]);
});

test('what a service hands to itself is no edge', () => {
  expect(serviceEdges([{ name: 'a', links: links({ exports: [['x']], imports: [['x']] }), dependsOn: ['a'] }])).toEqual(
    [],
  );
});
