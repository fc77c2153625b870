/** What a command is given: what Nx gives its executors, and more where `nx-lambda …` runs it without Nx's task runner. */
import type { ExecutorContext } from '@nx/devkit';
import type { Service } from '@nx-lambda/core';
import { writeToTerminal } from './command-output.ts';
import type { ProducingProject } from './unproduced-files.ts';

export interface CommandContext extends ExecutorContext {
  /** Absent where Nx runs the command. */
  readonly direct?: DirectRun;
}

export interface DirectRun {
  /** Name of the event that was asked for, as in `orders:created`. */
  readonly event?: string;
  /** By project: services that were read before and of which nothing has changed since. */
  readonly services: ReadonlyMap<string, Service>;
  /** How many functions the services have that the command is not about. */
  readonly otherFunctions: number;
  /** All projects of the workspace: asked for only where they count, as it takes Nx to know them. */
  readonly projects: () => Promise<readonly ProducingProject[]>;
  /** Where everything is told that is no answer: standard error. */
  readonly tell: (text: string) => void;
}

/** The process that stands for the whole run: Nx, which may split it into several batches, or this one. */
export function processOfRun({ direct }: CommandContext): number {
  return direct === undefined ? process.ppid : process.pid;
}

/** What is told after Ctrl-C: Nx passes on nothing more then. */
export function writerAfterInterruption({ direct }: CommandContext): (text: string) => void {
  return direct?.tell ?? writeToTerminal;
}
