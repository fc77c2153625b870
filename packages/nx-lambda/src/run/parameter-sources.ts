/** Where the values of a service's template parameters come from: the first source that names a parameter wins. */
import { failed, type ParameterSource, type Result, type Service, success } from '@nx-lambda/core';
import { type SharedStacksPort, sharedOutputs } from '@nx-lambda/operations';
import { environmentFiles } from '@nx-lambda/workspace';
import type { CommandWorkspace } from './project-services.ts';

/** `given` are the command's own. */
export async function parameterSources(
  service: Service,
  environment: string,
  given: ParameterSource,
  workspace: CommandWorkspace,
  stacks: SharedStacksPort,
  signal?: AbortSignal,
): Promise<Result<readonly ParameterSource[]>> {
  const files =
    service.template === undefined
      ? success([])
      : await environmentFiles(workspace.root, service.template, environment);
  const shared = await sharedOutputs(service, environment, stacks, signal);
  const failures = [...(files.ok ? [] : files.failures), ...(shared.ok ? [] : shared.failures)];
  const [first, ...others] = failures;
  if (!files.ok || !shared.ok) return first === undefined ? success([]) : failed(first, ...others);
  const placed = (source: ParameterSource): ParameterSource => ({
    ...source,
    values: Object.fromEntries(
      Object.entries(source.values).map(([name, value]) => [
        name,
        value.replaceAll('{environment}', environment).replaceAll('{service}', service.name),
      ]),
    ),
  });
  const everywhere = { origin: 'nx.json', values: workspace.options.parameters, shared: true };
  const sam = { origin: 'samconfig.toml', values: service.samParameters ?? {}, shared: true };
  return success([...[given, ...files.value].map(placed), ...shared.value, placed(everywhere), sam]);
}
