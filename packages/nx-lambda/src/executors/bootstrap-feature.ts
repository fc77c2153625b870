/** The executor `nx-lambda:bootstrap-feature`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { BOOTSTRAP_TEMPLATE, type BootstrapReport } from '@nx-lambda/core';
import { bootstrap } from '@nx-lambda/operations';
import { BOOTSTRAP_FILE } from '../generators/bootstrap.ts';
import { runAccountCommand } from '../run/account-command.ts';
import { systemClock } from '../run/deploy-ports.ts';
import { STACK_TIMEOUT } from '../run/destroy-projects.ts';
import { BOOTSTRAP_FLAGS, readFlags } from '../run/flags.ts';

/** The workspace's own template goes before ours. */
export function bootstrapFeatureExecutor(
  given: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const flags = readFlags(given, BOOTSTRAP_FLAGS);
  const { dryRun, timeout = STACK_TIMEOUT } = flags.ok ? flags.value : {};
  return runAccountCommand<BootstrapReport>(
    {
      command: 'bootstrap-feature',
      accounts: 'one',
      run: async ({ workspace, aws, emit, signal }) => {
        const own = await readFile(join(workspace.root, BOOTSTRAP_FILE), 'utf8').catch(() => undefined);
        return bootstrap(
          {
            options: workspace.options,
            template: own ?? BOOTSTRAP_TEMPLATE,
            dryRun: dryRun === true,
            timeout: timeout * 1000,
          },
          { identity: aws.identity, stacks: aws.stackOperations, clock: systemClock },
          emit,
          signal,
        );
      },
      isGood: ({ stack: { kind } }) =>
        kind === 'created' || kind === 'updated' || kind === 'unchanged' || kind === 'planned',
    },
    flags,
    context,
  );
}
