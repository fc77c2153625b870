/**
 * One service as an Nx project: its targets, and the metadata that `nx show project` and the graph page show.
 * Targets hold what steers them and no more: at every command Nx merges each field of each, notes where it came from
 * and writes both out, some 3 ms a field at 1000 services. What a target does is described in executors.json.
 */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { LambdaFunction, PluginOptions, Service } from '@nx-lambda/core';
import type { BuildInputs } from './task-inputs.ts';
import { WHY_VARIABLE } from './why-run.ts';

/** What later commands read back from the project graph, instead of reading every template again. */
export interface LambdaMetadata {
  readonly definitions: readonly string[];
  readonly functions: readonly {
    readonly logicalId: string;
    readonly runtime: string;
    readonly entryPoint: string;
  }[];
}

export function inferProject(
  service: Service,
  inputs: BuildInputs,
  options: PluginOptions,
): ProjectConfiguration & { readonly name: string } {
  const lambda: LambdaMetadata = {
    definitions: definitionsOf(service),
    functions: service.functions.map((fn) => ({
      logicalId: fn.logicalId,
      runtime: fn.runtime,
      entryPoint: sourcePath(fn),
    })),
  };
  return {
    name: service.name,
    root: service.root,
    projectType: 'application',
    // In a stack without functions there is nothing to build or to deploy.
    targets: {
      ...(hasWork(service) ? codeTargets(service, inputs, options) : {}),
      ...stackTargets(service, options),
    },
    metadata: {
      description: describe(service),
      technologies: ['aws-lambda', ...new Set(service.functions.map((fn) => fn.runtime))],
      lambda,
    },
  };
}

/** The files that make its folder a service. */
export function definitionsOf({ template, tool, config }: Service): readonly string[] {
  return [template, tool?.file, config].filter((file) => file !== undefined);
}

function hasWork(service: Service): boolean {
  return service.functions.length + service.undeployable.length + service.failures.length > 0;
}

function codeTargets(
  service: Service,
  inputs: BuildInputs,
  options: PluginOptions,
): Record<string, TargetConfiguration> {
  const { targetNames } = options;
  const build = buildTarget(service, inputs, options);
  return {
    [targetNames.build]: build,
    [targetNames.deployFeature]: deployTarget(options),
    [targetNames.invokeCloud]: invokeTarget(service),
    [targetNames.invokeLocal]: localTarget(service, build),
    [targetNames.watchFeature]: watchTarget(options),
    [targetNames.statusFeature]: statusTarget(),
    [targetNames.rollbackFeature]: rollbackTarget(),
  };
}

function stackTargets(
  { template, tool, functions }: Service,
  options: PluginOptions,
): Record<string, TargetConfiguration> {
  // Where another tool makes the stack these say so, and project.json can give them that tool's commands.
  if (template === undefined && (tool === undefined || functions.length === 0)) return {};
  return {
    [options.targetNames.provisionFeature]: provisionTarget(options),
    [options.targetNames.destroyFeature]: destroyTarget(),
    [options.targetNames.parametersFeature]: { executor: 'nx-lambda:parameters-feature' },
  };
}

function buildTarget(service: Service, build: BuildInputs, options: PluginOptions): TargetConfiguration {
  const {
    inputs,
    produced: { present, missing },
  } = build;
  const isOwn = (path: string) => service.root === '.' || path.startsWith(`${service.root}/`);
  return {
    executor: 'nx-lambda:build',
    cache: true,
    // A library's build folder is made before it is bundled. Which target makes the service's own files is not known.
    ...([...present, ...missing].every(isOwn) ? {} : { dependsOn: ['^build'] }),
    inputs: [...inputs, { env: WHY_VARIABLE }],
    outputs: [`{workspaceRoot}/${options.outputPath}/{projectName}`],
  };
}

function deployTarget(options: PluginOptions): TargetConfiguration {
  return {
    executor: 'nx-lambda:deploy-feature',
    dependsOn: [options.targetNames.build],
    // The artifacts are all that counts; the build's own inputs decide whether they can have changed.
    inputs: [{ dependentTasksOutputFiles: '**/*' }, { externalDependencies: [] }],
  };
}

function invokeTarget(service: Service): TargetConfiguration {
  return {
    executor: 'nx-lambda:invoke-cloud',
    ...eventConfigurations(service),
  };
}

/** Bundles the sources itself, and waits for what the build waits for. */
function localTarget(service: Service, { dependsOn }: TargetConfiguration): TargetConfiguration {
  return {
    executor: 'nx-lambda:invoke-local',
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...eventConfigurations(service),
  };
}

/** `nx run orders:invoke-cloud:created` sends events/created.json. */
function eventConfigurations({ events, root }: Service): Pick<TargetConfiguration, 'configurations'> {
  if (events.length === 0) return {};
  return {
    configurations: Object.fromEntries(events.map((event) => [event, { event: `${root}/events/${event}.json` }])),
  };
}

/** What the watch builds first may need what other tasks make, as the build does. */
function watchTarget(options: PluginOptions): TargetConfiguration {
  return {
    executor: 'nx-lambda:watch-feature',
    continuous: true,
    dependsOn: [options.targetNames.build],
  };
}

function provisionTarget(options: PluginOptions): TargetConfiguration {
  return {
    executor: 'nx-lambda:provision-feature',
    dependsOn: [options.targetNames.build],
  };
}

/** Only the stack's name is asked for, so it waits for no build. */
function destroyTarget(): TargetConfiguration {
  return {
    executor: 'nx-lambda:destroy-feature',
  };
}

/** Reads what is built where it is built, so it waits for no build. */
function statusTarget(): TargetConfiguration {
  return {
    executor: 'nx-lambda:status-feature',
  };
}

/** What it brings back is kept, so it waits for no build. */
function rollbackTarget(): TargetConfiguration {
  return {
    executor: 'nx-lambda:rollback-feature',
  };
}

function describe(service: Service): string {
  const lines = service.functions.map((fn) => `${fn.logicalId} (${fn.runtime}, ${sourcePath(fn)})`);
  if (service.failures.length > 0) {
    return `Lambda service with ${service.failures.length} problem(s) in its definition: run its build to see them`;
  }
  if (lines.length === 0 && service.undeployable.length > 0) {
    return "Lambda service whose functions can't be deployed: run its deploy-feature to see why";
  }
  return lines.length === 0 ? 'Lambda service without a deployable function' : `Lambda functions: ${lines.join(', ')}`;
}

function sourcePath(fn: LambdaFunction): string {
  return fn.source.kind === 'bundle' ? fn.source.entryPoint : fn.source.path;
}
