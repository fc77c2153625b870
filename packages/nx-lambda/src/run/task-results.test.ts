import { describe, expect, it } from 'vitest';
import { type TaskOutcome, taskResults } from './task-results.ts';

async function collect(results: AsyncIterable<TaskOutcome>): Promise<TaskOutcome[]> {
  const all: TaskOutcome[] = [];
  for await (const result of results) all.push(result);
  return all;
}

const good = { success: true, terminalOutput: '' };

describe('taskResults', () => {
  it('yields a task as soon as it is settled, while others still run', async () => {
    let finish: () => void = () => undefined;
    const rest = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const results = taskResults(['a', 'b'], async (settle) => {
      settle('a', good);
      await rest;
      settle('b', good);
    });
    expect((await results.next()).value).toEqual({ task: 'a', result: good });
    finish();
    expect((await results.next()).value).toEqual({ task: 'b', result: good });
    expect((await results.next()).done).toBe(true);
  });

  it('fails the tasks that a throw left open, and keeps the finished ones', async () => {
    const outcomes = await collect(
      taskResults(['a', 'b'], async (settle) => {
        settle('a', good);
        throw new Error('broken');
      }),
    );
    expect(outcomes.map(({ task, result }) => [task, result.success])).toEqual([
      ['a', true],
      ['b', false],
    ]);
    expect(outcomes[1]?.result.terminalOutput).toContain('broken');
  });

  it('yields no task twice and none that is not its own', async () => {
    const outcomes = await collect(
      taskResults(['a'], async (settle) => {
        settle('a', good);
        settle('a', { success: false, terminalOutput: '' });
        settle('z', good);
      }),
    );
    expect(outcomes).toEqual([{ task: 'a', result: good }]);
  });

  it('fails tasks that nobody settled', async () => {
    const outcomes = await collect(taskResults(['a'], async () => undefined));
    expect(outcomes).toMatchObject([{ task: 'a', result: { success: false } }]);
  });
});
