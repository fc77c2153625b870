import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { expect, test } from 'vitest';
import { serviceExecutors } from './service-command.ts';

const NO_CONTEXT = {} as ExecutorContext;

const graph = {
  tasks: Object.fromEntries(['orders', 'network', 'catalog'].map((id) => [id, { id, target: { project: id } }])),
  dependencies: { orders: [{ id: 'network' }], network: [], catalog: [] },
} as unknown as TaskGraph;

async function runBatch(
  options: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  failing: readonly string[] = [],
  reversed = false,
) {
  const ran: string[][] = [];
  const { batch } = serviceExecutors({
    flags: { mode: ['express', 'standard'] },
    ...(reversed
      ? { orderOf: ({ tasks }) => ({ tasks, dependencies: { network: [{ id: 'orders' }], orders: [], catalog: [] } }) }
      : {}),
    async run({ tasks }, _options, _context, settle) {
      ran.push(Object.keys(tasks).sort());
      for (const task of Object.keys(tasks)) settle(task, { success: !failing.includes(task), terminalOutput: '' });
    },
  });
  const told: Record<string, string> = {};
  for await (const { task, result } of batch(graph, options, {}, NO_CONTEXT)) {
    told[task] = result.success ? 'done' : result.terminalOutput || 'failed';
  }
  return { ran, told };
}

test('tasks with the same options run together, whatever waits for what', async () => {
  const { ran, told } = await runBatch({});
  expect(ran).toEqual([['catalog', 'network', 'orders']]);
  expect(told).toEqual({ orders: 'done', network: 'done', catalog: 'done' });
});

test('a task with options of its own keeps its place in the order', async () => {
  const own = { orders: { mode: 'standard' } };
  expect((await runBatch(own)).ran).toEqual([['catalog', 'network'], ['orders']]);
  expect((await runBatch(own, [], true)).ran).toEqual([['orders'], ['catalog'], ['network']]);
});

test('what waits for a task with other options that failed is not begun, and says why', async () => {
  const { ran, told } = await runBatch({ network: { mode: 'standard' } }, ['network']);
  expect(ran).toEqual([['network'], ['catalog']]);
  expect(told).toEqual({
    network: 'failed',
    catalog: 'done',
    orders: 'Not begun: network did not succeed.\n',
  });
});
