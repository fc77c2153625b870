/**
 * The executors of a command that is about services: as Nx calls them for a batch and for one task. Flags are read, Ctrl-C
 * becomes a signal, and tasks whose project.json sets other options than those of the rest run apart from them.
 */
import type { TaskGraph } from '@nx/devkit';
import type { CommandContext } from './command-context.ts';
import { writeOut } from './command-output.ts';
import { failuresText } from './failures-text.ts';
import { type Flags, type FlagValues, readFlags } from './flags.ts';
import { onInterruption } from './interruption.ts';
import { type OptionGroup, optionGroups, optionSteps } from './option-groups.ts';
import { type SettleTask, type TaskOutcome, taskResults } from './task-results.ts';
import { type BatchGraph, failedDependency, subgraph } from './task-waves.ts';

type GivenOptions = Readonly<Record<string, unknown>>;

export interface ServiceCommand<Known extends Flags> {
  readonly flags: Known;
  /** Groups of tasks with different options run at once: none of them ends by itself. */
  readonly isContinuous?: boolean;
  /** What goes before what, where that is not as Nx has it. */
  readonly orderOf?: (graph: BatchGraph, context: CommandContext) => BatchGraph;
  /** Settles each task of the graph; those that it leaves open when it is interrupted have not begun. */
  run(
    graph: BatchGraph,
    options: FlagValues<Known>,
    context: CommandContext,
    settle: SettleTask,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface ServiceExecutors {
  batch(
    taskGraph: TaskGraph,
    options: Readonly<Record<string, GivenOptions>>,
    overrides: unknown,
    context: CommandContext,
  ): AsyncGenerator<TaskOutcome, void, undefined>;
  /** One service by itself, where Nx runs without batches. */
  single(options: GivenOptions, context: CommandContext): Promise<{ success: boolean }>;
}

export function serviceExecutors<Known extends Flags>(command: ServiceCommand<Known>): ServiceExecutors {
  return {
    batch: (taskGraph, options, _overrides, context) => {
      const tasks = Object.keys(taskGraph.tasks);
      return taskResults(tasks, (settle) => {
        return interruptible(tasks, settle, async (signal) => {
          const optionsOf = (task: string) => options[task] ?? {};
          const run = (group: OptionGroup<GivenOptions>, settled = settle) =>
            runGroup(command, subgraph(taskGraph, group.tasks), group.options, context, settled, signal);
          if (command.isContinuous === true) {
            await Promise.all(optionGroups(tasks, optionsOf).map((group) => run(group)));
            return;
          }
          const order = command.orderOf?.(taskGraph, context) ?? taskGraph;
          const failed = new Set<string>();
          const noting: SettleTask = (task, result) => {
            if (!result.success) failed.add(task);
            settle(task, result);
          };
          for (const step of optionSteps(order, optionsOf)) {
            if (signal.aborted) return;
            const ready = step.tasks.filter((task) => {
              const cause = failedDependency(order, task, failed);
              if (cause) noting(task, { success: false, terminalOutput: `Not begun: ${cause} did not succeed.\n` });
              return cause === undefined;
            });
            if (ready.length > 0) await run({ ...step, tasks: ready }, noting);
          }
        });
      });
    },
    async single(options, context) {
      const project = context.projectName;
      if (project === undefined) throw new Error('Nx named no project for this task');
      let success = false;
      const graph: BatchGraph = { tasks: { [project]: { target: { project } } }, dependencies: {} };
      const settle: SettleTask = (_, result) => {
        success = result.success;
        writeOut(result.terminalOutput);
      };
      await interruptible([], settle, (signal) => runGroup(command, graph, options, context, settle, signal));
      return { success };
    },
  };
}

async function interruptible(
  tasks: readonly string[],
  settle: SettleTask,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interruption = onInterruption();
  try {
    await work(interruption.signal);
  } finally {
    interruption.release();
  }
  // Of those that are settled already, the first word counts.
  if (!interruption.signal.aborted) return;
  for (const task of tasks) settle(task, { success: false, terminalOutput: 'Not begun: interrupted.\n' });
}

async function runGroup<Known extends Flags>(
  command: ServiceCommand<Known>,
  graph: BatchGraph,
  given: GivenOptions,
  context: CommandContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  const options = readFlags(given, command.flags);
  if (options.ok) return command.run(graph, options.value, context, settle, signal);
  const terminalOutput = failuresText(options.failures);
  for (const task of Object.keys(graph.tasks)) settle(task, { success: false, terminalOutput });
}
