/**
 * The results of a batch as Nx wants them: every task exactly once, as soon as it is known. A task that is left out
 * makes Nx start the batch again without end, and a throw marks finished tasks as failed; so neither can happen here.
 */

export interface TaskResult {
  readonly success: boolean;
  readonly terminalOutput: string;
  readonly status?: 'success' | 'failure' | 'skipped';
  /** Its text only sums up what was told live. */
  readonly repeats?: boolean;
  /** Milliseconds since the epoch. */
  readonly startTime?: number;
  readonly endTime?: number;
}

export interface TaskOutcome {
  readonly task: string;
  readonly result: TaskResult;
}

export type SettleTask = (task: string, result: TaskResult) => void;

/** `run` settles tasks while it works; those that it leaves open when it ends or throws have failed. */
export async function* taskResults(
  tasks: readonly string[],
  run: (settle: SettleTask) => Promise<void>,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const open = new Set(tasks);
  const settled: TaskOutcome[] = [];
  let wake: () => void = () => undefined;
  const settle: SettleTask = (task, result) => {
    if (!open.delete(task)) return;
    settled.push({ task, result });
    wake();
  };

  let ended = false;
  const work = run(settle)
    .then(
      () => 'The task ended without a result; this is a bug of nx-lambda.',
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    )
    .then((text) => {
      for (const task of [...open]) settle(task, { success: false, terminalOutput: `${text}\n` });
      ended = true;
      wake();
    });

  for (;;) {
    yield* settled.splice(0);
    if (ended && settled.length === 0) break;
    if (settled.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ended || settled.length > 0) resolve();
      });
    }
  }
  await work;
}
