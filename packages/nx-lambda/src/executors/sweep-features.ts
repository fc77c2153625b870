/** The executor `nx-lambda:sweep-features`. */
import type { ExecutorContext } from '@nx/devkit';
import { isRemoved, type SweepReport } from '@nx-lambda/core';
import { sweepEnvironments } from '@nx-lambda/operations';
import { runAccountCommand } from '../run/account-command.ts';
import { removalPorts, STACK_TIMEOUT } from '../run/destroy-projects.ts';
import { readFlags, SWEEP_FLAGS } from '../run/flags.ts';
import { stacksNeeding } from '../run/stack-needs.ts';

export function sweepFeaturesExecutor(
  given: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const flags = readFlags(given, SWEEP_FLAGS);
  const { remove, emptyBuckets, mode, timeout = STACK_TIMEOUT } = flags.ok ? flags.value : {};
  return runAccountCommand<SweepReport>(
    {
      command: 'sweep-features',
      accounts: 'every',
      run: ({ workspace, aws, emit, signal }) =>
        sweepEnvironments(
          {
            options: workspace.options,
            needing: stacksNeeding(context.projectsConfigurations.projects),
            emptyBuckets: emptyBuckets === true,
            dryRun: remove !== true,
            mode: mode ?? workspace.options.stackMode,
            timeout: timeout * 1000,
          },
          removalPorts(aws, workspace),
          emit,
          signal,
        ),
      isGood: ({ stacks }) => stacks.every(isRemoved),
    },
    flags,
    context,
  );
}
