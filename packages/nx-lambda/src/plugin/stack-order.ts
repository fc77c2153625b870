/**
 * The order of the services' stacks, as dependencies of the targets that provision them. No edges of the project graph:
 * `affected` goes by code, and a stack that is made first makes no code of another differ. Removing has no such
 * dependencies: to remove one service must never remove another one. It goes by the same order the other way round
 * (`run/stack-needs.ts`), and by the imports that CloudFormation knows.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { Failure } from '@nx-lambda/core';
import { orderOf, type ServiceEdge, serviceEdges } from '@nx-lambda/core/service-order';
import type { InferredService } from './inferred-service.ts';

export const PROVISION_EXECUTOR = 'nx-lambda:provision-feature';

/** What the commands that provision read back; in a project's metadata, under `lambda`. */
export interface OrderMetadata {
  /** Why the service can be provisioned in no order. */
  readonly cycle?: Failure;
}

/** Depends on all services: what is remembered of a single one is without it. */
export function inStackOrder(services: readonly InferredService[]): readonly InferredService[] {
  const linked = services.flatMap(({ project, order }) =>
    order === undefined ? [] : [{ name: project.name, ...order }],
  );
  if (linked.length === 0) return services;
  const stacks = new Set(
    services.flatMap(({ project }) => (targetOf(project, PROVISION_EXECUTOR) ? [project.name] : [])),
  );
  const others = services
    .filter(({ project, order }) => order === undefined && stacks.has(project.name))
    .map(({ project }) => ({ name: project.name, links: NO_LINKS, dependsOn: [] }));
  const { edges, cycles } = orderOf(serviceEdges([...linked, ...others].filter(({ name }) => stacks.has(name))));
  const needs = grouped(
    edges,
    ({ from }) => from,
    ({ to }) => to,
  );
  return services.map((service) => {
    const { project } = service;
    const cycle = cycles.get(project.name);
    const before = needs.get(project.name) ?? [];
    if (cycle === undefined && before.length === 0) return service;
    const targets = Object.entries(project.targets ?? {}).map(([name, target]): [string, TargetConfiguration] => {
      return [name, target.executor === PROVISION_EXECUTOR ? waitingFor(target, name, before) : target];
    });
    const { lambda } = { lambda: {}, ...project.metadata };
    return {
      ...service,
      project: {
        ...project,
        targets: Object.fromEntries(targets),
        ...(cycle === undefined ? {} : { metadata: { ...project.metadata, lambda: { ...lambda, cycle } } }),
      },
    };
  });
}

const NO_LINKS = { exports: [], imports: [], ssmWritten: [], ssmRead: [] } as const;

/** Flags such as `--environment` hold for what is waited for, too. */
function waitingFor(target: TargetConfiguration, name: string, projects: readonly string[]): TargetConfiguration {
  if (projects.length === 0) return target;
  return {
    ...target,
    dependsOn: [...(target.dependsOn ?? []), { projects: [...projects], target: name, params: 'forward' }],
  };
}

function targetOf({ targets }: InferredService['project'], executor: string): TargetConfiguration | undefined {
  return Object.values(targets ?? {}).find((target) => target.executor === executor);
}

function grouped(
  edges: readonly ServiceEdge[],
  keyOf: (edge: ServiceEdge) => string,
  valueOf: (edge: ServiceEdge) => string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const edge of edges) groups.set(keyOf(edge), [...(groups.get(keyOf(edge)) ?? []), valueOf(edge)]);
  return groups;
}
