import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

async function orderOf(names: readonly string[], before: Readonly<Record<string, readonly string[]>>) {
  const order: string[] = [];
  await inOrder(
    names,
    (name) => before[name] ?? [],
    async (name) => {
      await Promise.resolve();
      order.push(name);
    },
  );
  return order;
}

test('each runs after what it waits for, once', async () => {
  expect(await orderOf(['network', 'orders', 'auth'], { network: ['orders', 'auth'], auth: ['orders'] })).toEqual([
    'orders',
    'auth',
    'network',
  ]);
});

test('what is not run is not waited for, and what it waited for is handed over', async () => {
  const results = await inOrder<string>(
    ['a', 'b'],
    (name) => (name === 'a' ? ['b', 'other'] : []),
    async (name, earlier) => `${name}(${earlier.join()})`,
  );
  expect(results).toEqual(['a(b())', 'b()']);
});

test('whatever the wishes, all run once, and those without a circle in the order wished for', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'] as const;
  const wish = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 })])),
  );
  await fc.assert(
    fc.asyncProperty(wish, async (before) => {
      const order = await orderOf(names, before);
      expect([...order].sort()).toEqual([...names]);
      const reach = (from: string, seen = new Set<string>()): Set<string> => {
        for (const next of before[from] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
        return seen;
      };
      for (const name of names) {
        for (const other of before[name] ?? []) {
          if (!reach(other).has(name) && other !== name) {
            expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
          }
        }
      }
    }),
  );
});
