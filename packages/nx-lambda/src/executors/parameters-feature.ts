/** The executor `nx-lambda:parameters-feature`. */
import type { ExecutorContext } from '@nx/devkit';
import type { ParametersReport } from '@nx-lambda/core';
import { explainParameters } from '@nx-lambda/operations';
import { templateFiles } from '@nx-lambda/workspace';
import { runAccountCommand } from '../run/account-command.ts';
import { commandEnvironment } from '../run/command-environment.ts';
import { PARAMETERS_FLAGS, readFlags } from '../run/flags.ts';
import { parameterFlags } from '../run/parameter-flags.ts';
import { parameterPorts, parameterSources } from '../run/parameter-sources.ts';
import { readProjectServices } from '../run/project-services.ts';

export function parametersFeatureExecutor(
  given: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const flags = readFlags(given, PARAMETERS_FLAGS);
  const { parameter = [], environment: named } = flags.ok ? flags.value : {};
  return runAccountCommand<ParametersReport>(
    {
      command: 'parameters-feature',
      accounts: 'one',
      run: async ({ workspace, aws, emit, signal }) => {
        const environment = commandEnvironment(named, workspace);
        if (!environment.ok) return environment;
        const own = parameterFlags(parameter);
        if (!own.ok) return own;
        const project = context.projectName;
        const [service] = project === undefined ? [] : await readProjectServices([project], workspace, context);
        if (service === undefined) throw new Error('Nx named no project for this task');
        const { name } = environment.value;
        const sources = () => parameterSources(service, name, own.value, workspace, parameterPorts(aws), signal);
        const report = await explainParameters(
          { service, environment: environment.value, options: workspace.options, sources },
          { identity: aws.identity, stacks: aws.stackOperations, templates: templateFiles(workspace.root) },
          signal,
        );
        if (report.ok) emit({ type: 'parameters-explained', report: report.value });
        return report;
      },
      isGood: ({ problems }) => problems.length === 0,
    },
    flags,
    context,
  );
}
