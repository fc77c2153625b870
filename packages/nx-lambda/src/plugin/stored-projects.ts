/** Inferred projects as the cache holds them: paths, targets and inputs are kept once and named by their number. */
import type { TargetConfiguration } from '@nx/devkit';
import type { FileEdge } from '@nx-lambda/core';
import type { InferredService, InferredServices } from './inferred-service.ts';
import { ABSENT, lastingStamp, type Stamp, stampOf } from './path-stamps.ts';

export interface StoredProjects {
  readonly key: string;
  /** Every path that anything below names by its index. */
  readonly paths: readonly string[];
  /** By index of the path. */
  readonly stamps: readonly Stamp[];
  /** Folders of absent paths: where the folder looks as it did, nothing has appeared in it. */
  readonly folders: readonly { readonly path: string; readonly stamp: Stamp; readonly absent: readonly number[] }[];
  readonly common: readonly number[];
  /** Targets without their inputs, each kept once: most are those of many services. */
  readonly targets: readonly TargetConfiguration[];
  /** Inputs of targets, each kept once. */
  readonly inputs: readonly TargetInput[];
  readonly services: readonly StoredService[];
  /** Imports of a file: paths by index, packages by name. */
  readonly edges: readonly (readonly [from: number, to: readonly (number | string)[]])[];
}

type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];

export interface StoredService {
  readonly file: string;
  /** Without its targets. */
  readonly project: InferredService['project'];
  readonly targets?: readonly (readonly [name: string, target: number, inputs?: readonly number[]])[];
  readonly definitions: readonly string[];
  readonly definedBy: readonly number[];
  readonly observed: readonly number[];
  readonly volatile: boolean;
}

export function restoredService(service: StoredService, { inputs, paths, targets }: StoredProjects): InferredService {
  const inputAt = (index: number) => inputs[index] ?? '';
  const pathAt = (index: number) => paths[index] ?? '';
  const restoredTargets = service.targets?.map(([name, target, own]): [string, TargetConfiguration] => [
    name,
    { ...targets[target], ...(own === undefined ? {} : { inputs: own.map(inputAt) }) },
  ]);
  return {
    file: service.file,
    project: {
      ...service.project,
      ...(restoredTargets === undefined ? {} : { targets: Object.fromEntries(restoredTargets) }),
    },
    definitions: service.definitions,
    definedBy: service.definedBy.map(pathAt),
    // Most of what is stored; looked at only when the cache is written again.
    get observed() {
      return service.observed.map(pathAt);
    },
    volatile: service.volatile,
  };
}

export function restoredEdges({ edges, paths }: StoredProjects, files: ReadonlySet<number>): readonly FileEdge[] {
  const pathAt = (index: number) => paths[index] ?? '';
  return edges.flatMap(([from, targets]) => {
    if (!files.has(from)) return [];
    return targets.map((to): FileEdge => {
      const target = typeof to === 'string' ? { kind: 'package', name: to } : { kind: 'file', path: pathAt(to) };
      return { from: pathAt(from), to: target as FileEdge['to'] };
    });
  });
}

export function toStored(
  workspaceRoot: string,
  key: string,
  { services, edges }: InferredServices,
  common: readonly string[],
  since: number,
): StoredProjects {
  const paths = numbering<string>((path) => path);
  const targets = numbering<TargetConfiguration>((target) => JSON.stringify(target));
  const inputs = numbering<TargetInput>((input) => JSON.stringify(input));
  const storedCommon = common.map(paths.of);
  const storedServices = services.map((service): StoredService => {
    const { targets: own, ...project } = service.project;
    const storedTargets = Object.entries(own ?? {}).map(([name, { inputs: list, ...target }]) => {
      const number = targets.of(target);
      return list === undefined ? ([name, number] as const) : ([name, number, list.map(inputs.of)] as const);
    });
    return {
      file: service.file,
      project,
      ...(own === undefined ? {} : { targets: storedTargets }),
      definitions: service.definitions,
      definedBy: service.definedBy.map(paths.of),
      observed: service.observed.map(paths.of),
      volatile: service.volatile,
    };
  });
  const storedEdges = new Map<number, (number | string)[]>();
  for (const { from, to } of edges) {
    const number = paths.of(from);
    const known = storedEdges.get(number) ?? [];
    storedEdges.set(number, known);
    known.push(to.kind === 'file' ? paths.of(to.path) : to.name);
  }
  const stamps = paths.all.map((path) => lastingStamp(`${workspaceRoot}/${path}`, since));
  return {
    key,
    paths: paths.all,
    stamps,
    folders: foldersOfAbsent(paths.all, stamps, workspaceRoot, since),
    common: storedCommon,
    targets: targets.all,
    inputs: inputs.all,
    services: storedServices,
    edges: [...storedEdges],
  };
}

function foldersOfAbsent(
  paths: readonly string[],
  stamps: readonly Stamp[],
  workspaceRoot: string,
  since: number,
): StoredProjects['folders'] {
  const absentByFolder = new Map<string, number[]>();
  const nearest = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    if (stamps[index] !== ABSENT) continue;
    const folder = nearestFolder(path, workspaceRoot, nearest);
    const absent = absentByFolder.get(folder);
    if (absent === undefined) absentByFolder.set(folder, [index]);
    else absent.push(index);
  }
  return Array.from(absentByFolder, ([path, absent]) => ({
    path,
    stamp: lastingStamp(`${workspaceRoot}/${path}`, since),
    absent,
  }));
}

/** The folder in which the path, or the first missing folder above it, would appear. `known`: by parent folder. */
function nearestFolder(path: string, workspaceRoot: string, known: Map<string, string>): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return '';
  const folder = path.slice(0, slash);
  const nearest =
    known.get(folder) ??
    (stampOf(`${workspaceRoot}/${folder}`) === ABSENT ? nearestFolder(folder, workspaceRoot, known) : folder);
  known.set(folder, nearest);
  return nearest;
}

/** Equal values get one number. `keyOf` is asked once a value: most are the very same object in many services. */
function numbering<T>(keyOf: (value: T) => string): { readonly all: T[]; of(value: T): number } {
  const ofKeys = new Map<string, number>();
  const ofValues = new Map<T, number>();
  const all: T[] = [];
  const add = (value: T): number => {
    const key = keyOf(value);
    const number = ofKeys.get(key) ?? all.push(value) - 1;
    ofKeys.set(key, number);
    ofValues.set(value, number);
    return number;
  };
  return { all, of: (value) => ofValues.get(value) ?? add(value) };
}
