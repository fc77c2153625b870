/** Which feature environment a command is about, from its flag, this process's variables and who runs it where; and where it belongs. */
import { userInfo } from 'node:os';
import { accountOf, type FeatureEnvironment, type Result, resolveEnvironment, success } from '@nx-lambda/core';
import { currentBranch } from '@nx-lambda/workspace';
import type { CommandWorkspace } from './project-services.ts';

export function commandEnvironment(
  flag: string | undefined,
  workspace: CommandWorkspace,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Result<FeatureEnvironment> {
  const branch = currentBranch(workspace.root);
  const user = userName();
  const environment = resolveEnvironment({
    ...(flag === undefined ? {} : { flag }),
    ...(variables.FEATURE_ENV === undefined ? {} : { featureEnv: variables.FEATURE_ENV }),
    option: workspace.options.environment,
    ...(user === undefined ? {} : { user }),
    ...(branch === undefined ? {} : { branch }),
    env: (name) => variables[name],
    ci: isCi(variables),
  });
  if (!environment.ok) return environment;
  const account = accountOf(environment.value.name, workspace.options.accountEntries ?? []);
  if (!account.ok) return account;
  return success({ ...environment.value, ...(account.value !== undefined && { account: account.value }) });
}

/** CI services set CI to something; people set it to `false` or `0` to say no. */
function isCi({ CI }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}

/** Undefined where the system has no entry for the user, as in some containers. */
export function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
