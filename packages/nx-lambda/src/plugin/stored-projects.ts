/** Inferred projects as the cache holds them: paths, targets and inputs are kept once and named by their number. */
import type { TargetConfiguration } from '@nx/devkit';
import type { FileEdge } from '@nx-lambda/core';
import type { SourceProof } from '@nx-lambda/workspace';
import type { InferredService, InferredServices } from './inferred-service.ts';
import { numbersIn, type Ranges, rangesOf } from './number-ranges.ts';
import { ABSENT, DOUBTFUL, lastingStamp, mayHaveChangedSince, type Stamp, stampOf } from './path-stamps.ts';

export interface StoredProjects {
  readonly key: string;
  /** Every path that anything below names by its index, sorted. */
  readonly paths: readonly string[];
  /** By index of the path. */
  readonly stamps: readonly Stamp[];
  /** Folders of absent paths: where the folder looks as it did, nothing has appeared in it. */
  readonly folders: readonly { readonly path: string; readonly stamp: Stamp; readonly absent: Ranges }[];
  readonly common: Ranges;
  /** Targets without their inputs, each kept once: most are those of many services. */
  readonly targets: readonly TargetConfiguration[];
  /** Inputs of targets, each kept once. */
  readonly inputs: readonly TargetInput[];
  readonly services: readonly StoredService[];
  /** Imports of a file: paths by index, packages by name. */
  readonly edges: readonly (readonly [from: number, to: readonly (number | string)[]])[];
  /** Sources of which nothing but their imports counts. */
  readonly sources: readonly StoredSource[];
}

/** As written: one text is parsed ten times as fast as thousands. */
export type PackedProjects = Omit<StoredProjects, 'paths'> & { readonly paths: string };

/** Stands in no path. */
const SEPARATOR = '//';

export function packed(stored: StoredProjects): PackedProjects {
  return { ...stored, paths: stored.paths.join(SEPARATOR) };
}

export function unpacked(stored: PackedProjects): StoredProjects {
  return { ...stored, paths: stored.paths === '' ? [] : stored.paths.split(SEPARATOR) };
}

export type StoredSource = readonly [
  path: number,
  language: SourceProof['language'],
  content: SourceProof['content'],
  facts: SourceProof['facts'],
];

type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];

export interface StoredService {
  readonly file: string;
  /** Without its targets. */
  readonly project: InferredService['project'];
  readonly targets?: readonly (readonly [name: string, target: number, inputs?: readonly number[]])[];
  readonly definitions: readonly string[];
  readonly definedBy: Ranges;
  readonly observed: Ranges;
  readonly order?: InferredService['order'];
  readonly volatile: boolean;
}

export function restoredService(service: StoredService, { inputs, targets }: StoredProjects): InferredService {
  const inputAt = (index: number) => inputs[index] ?? '';
  const restoredTargets = service.targets?.map(([name, target, own]): [string, TargetConfiguration] => [
    name,
    own === undefined ? (targets[target] ?? {}) : { ...targets[target], inputs: own.map(inputAt) },
  ]);
  return {
    file: service.file,
    project: {
      ...service.project,
      ...(restoredTargets === undefined ? {} : { targets: Object.fromEntries(restoredTargets) }),
    },
    definitions: service.definitions,
    // Looked at only when the cache is written again.
    get definedBy() {
      return numbersIn(service.definedBy);
    },
    get observed() {
      return numbersIn(service.observed);
    },
    ...(service.order === undefined ? {} : { order: service.order }),
    volatile: service.volatile,
  };
}

/** @param isKept whether the file of this number still counts. */
export function restoredEdges(
  { edges, paths }: StoredProjects,
  isKept: (number: number) => boolean,
): readonly FileEdge[] {
  const pathAt = (index: number) => paths[index] ?? '';
  return edges.flatMap(([from, targets]) => {
    if (!isKept(from)) return [];
    return targets.map((to): FileEdge => {
      const target = typeof to === 'string' ? { kind: 'package', name: to } : { kind: 'file', path: pathAt(to) };
      return { from: pathAt(from), to: target as FileEdge['to'] };
    });
  });
}

/** @param since when the inference began: what changed since then is not trusted. Milliseconds since the epoch. */
export function* toStored(
  workspaceRoot: string,
  key: string,
  { services, edges, paths: table, sources }: InferredServices,
  common: readonly string[],
  since: number,
): Generator<void, StoredProjects> {
  const targets = numbering<TargetConfiguration>((target) => JSON.stringify(target));
  const inputs = numbering<TargetInput>((input) => JSON.stringify(input));
  const commonNumbers = common.map((path) => table.of(path));
  for (const { from, to } of edges) {
    table.of(from);
    if (to.kind === 'file') table.of(to.path);
  }
  const { paths, ranks } = sorted(table.paths);
  const rankOf = (number: number) => ranks[number] ?? 0;
  const rankOfPath = (path: string) => rankOf(table.of(path));
  const storedServices = yield* eachInSteps(services, (service): StoredService => {
    const { targets: own, ...project } = service.project;
    const storedTargets = Object.entries(own ?? {}).map(([name, target]) => {
      if (target.inputs === undefined) return [name, targets.of(target)] as const;
      const { inputs: list, ...rest } = target;
      return [name, targets.of(rest), list.map(inputs.of)] as const;
    });
    return {
      file: service.file,
      project,
      ...(own === undefined ? {} : { targets: storedTargets }),
      definitions: service.definitions,
      definedBy: rangesOf(service.definedBy.map(rankOf)),
      observed: rangesOf(service.observed.map(rankOf)),
      ...(service.order === undefined ? {} : { order: service.order }),
      volatile: service.volatile,
    };
  });
  const storedEdges = new Map<number, (number | string)[]>();
  for (const { from, to } of edges) {
    const number = rankOfPath(from);
    const known = storedEdges.get(number) ?? [];
    storedEdges.set(number, known);
    known.push(to.kind === 'file' ? rankOfPath(to.path) : to.name);
  }
  const stamps = yield* eachInSteps(paths, (path) => lastingStamp(`${workspaceRoot}/${path}`, since));
  return {
    key,
    paths,
    folders: foldersOfAbsent(paths, stamps, workspaceRoot, since),
    stamps,
    common: rangesOf(commonNumbers.map(rankOf)),
    targets: targets.all,
    inputs: inputs.all,
    services: storedServices,
    edges: [...storedEdges],
    sources: Array.from(sources(), ([path, { language, content, facts }]): StoredSource => {
      return [rankOfPath(path), language, content, facts];
    }),
  };
}

function* eachInSteps<T, R>(values: readonly T[], make: (value: T) => R): Generator<void, R[]> {
  const made: R[] = [];
  for (const value of values) {
    // Asking for the time after each value would cost more than some of them.
    if (made.length % 16 === 15) yield;
    made.push(make(value));
  }
  return made;
}

function sorted(paths: readonly string[]): { readonly paths: readonly string[]; readonly ranks: Int32Array } {
  const order = paths.map((path, number) => ({ path, number })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const ranks = new Int32Array(paths.length);
  order.forEach(({ number }, rank) => {
    ranks[number] = rank;
  });
  return { paths: order.map(({ path }) => path), ranks };
}

/** Makes the stamp of an absent path doubtful where it may have gone only since the inference looked at it. */
function foldersOfAbsent(
  paths: readonly string[],
  stamps: Stamp[],
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
  return Array.from(absentByFolder, ([path, absent]) => {
    const absolute = `${workspaceRoot}/${path}`;
    if (mayHaveChangedSince(absolute, since)) for (const index of absent) stamps[index] = DOUBTFUL;
    return { path, stamp: lastingStamp(absolute, since), absent: rangesOf(absent) };
  });
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
