/** The executor `nx-lambda:list-features`. */
import type { ExecutorContext } from '@nx/devkit';
import type { EnvironmentList } from '@nx-lambda/core';
import { listEnvironments } from '@nx-lambda/operations';
import { runAccountCommand } from '../run/account-command.ts';
import { systemClock } from '../run/deploy-ports.ts';
import { LIST_FLAGS, readFlags } from '../run/flags.ts';

export function listFeaturesExecutor(
  given: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return runAccountCommand<EnvironmentList>(
    {
      command: 'list-features',
      accounts: 'every',
      run: ({ aws, emit, signal }) => {
        const ports = { identity: aws.identity, stacks: aws.stackOperations, clock: systemClock };
        return listEnvironments(ports, emit, signal);
      },
      isGood: () => true,
    },
    readFlags(given, LIST_FLAGS),
    context,
  );
}
