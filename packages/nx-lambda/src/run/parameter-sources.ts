/** Where the values of a service's template parameters come from: the first source that names a parameter wins. */
import type { AwsPorts } from '@nx-lambda/aws';
import {
  declaredParameters,
  failed,
  type ParameterSource,
  type ParameterStorePort,
  type Result,
  resolveStackName,
  type Service,
  success,
} from '@nx-lambda/core';
import { type SharedStacksPort, sharedOutputs, storedValues } from '@nx-lambda/operations';
import { environmentFiles, templateFiles } from '@nx-lambda/workspace';
import type { CommandWorkspace } from './project-services.ts';

export interface ParameterPorts {
  readonly stacks: SharedStacksPort;
  readonly store: ParameterStorePort;
}

export function parameterPorts({ stackOperations, parameterStore }: AwsPorts): ParameterPorts {
  return { stacks: stackOperations, store: parameterStore };
}

/** `given` are the command's own. */
export async function parameterSources(
  service: Service,
  environment: string,
  given: ParameterSource,
  workspace: CommandWorkspace,
  { stacks, store }: ParameterPorts,
  signal?: AbortSignal,
): Promise<Result<readonly ParameterSource[]>> {
  const { parameterPath, parameters } = workspace.options;
  const { name, template } = service;
  // What declares no parameters has no use for values: nothing is asked for it.
  const asks = template !== undefined && hasParameters(template, workspace);
  const read = await Promise.all([
    template === undefined ? success([]) : environmentFiles(workspace.root, template, environment),
    asks ? storedValues(parameterPath, { service: name, environment }, store, signal) : success([]),
    sharedOutputs(withDefaultStacks(service, environment, workspace, asks), environment, stacks, signal),
  ]);
  const [first, ...others] = read.flatMap((each) => (each.ok ? [] : each.failures));
  if (first !== undefined) return failed(first, ...others);
  const [files = [], stored = [], shared = []] = read.map((each) => (each.ok ? each.value : []));
  const placed = (source: ParameterSource): ParameterSource => ({
    ...source,
    values: Object.fromEntries(
      Object.entries(source.values).map(([key, value]) => [
        key,
        value.replaceAll('{environment}', environment).replaceAll('{service}', name),
      ]),
    ),
  });
  const everywhere = { origin: 'nx.json', values: parameters, shared: true };
  const sam = { origin: 'samconfig.toml', values: service.samParameters ?? {}, shared: true };
  return success([...[given, ...files].map(placed), ...stored, ...shared, placed(everywhere), sam]);
}

function hasParameters(template: string, { root }: CommandWorkspace): boolean {
  return declaredParameters(templateFiles(root).document(template)?.root).length > 0;
}

/** The plugin's `shared` holds for services that name no stacks themselves, but for those whose own stack it is. */
function withDefaultStacks(
  service: Service,
  environment: string,
  { options }: CommandWorkspace,
  asks: boolean,
): Parameters<typeof sharedOutputs>[0] {
  const { name, sharedStacks, stackName: own } = service;
  if (sharedStacks !== undefined) return service;
  const names = { service: name, environment, option: options.stackName, ...(own === undefined ? {} : { own }) };
  const ownStack = resolveStackName(names);
  const others = options.shared.stack.filter((option) => {
    const stack = resolveStackName({ service: name, environment, option });
    return !(stack.ok && ownStack.ok && stack.value === ownStack.value);
  });
  return { name, sharedStacks: asks ? others : [] };
}
