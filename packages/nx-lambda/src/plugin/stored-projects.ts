/**
 * Inferred projects as the cache holds them: paths, targets and inputs are kept once and named by their number. What a
 * command rarely asks for lies in it as a text of its own, which is parsed when one does.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { FileEdge } from '@nx-lambda/core';
import type { SourceProof } from '@nx-lambda/workspace';
import type { InferredService, InferredServices } from './inferred-service.ts';
import { numbersIn, type Ranges, rangesOf } from './number-ranges.ts';
import { ABSENT, DOUBTFUL, type FolderStamp, folderStamp, lastingStamp, type Stamp } from './path-stamps.ts';

export interface StoredProjects {
  readonly key: string;
  /** Every path that anything below names by its index, sorted. */
  readonly paths: readonly string[];
  /** By index of the path. */
  readonly stamps: readonly Stamp[];
  readonly folders: readonly StoredFolder[];
  /** Paths that concern all services or say which services there are. */
  readonly decisive: Ranges;
  /** The targets of a service without what it has for itself, each kept once: most are those of many services. */
  readonly targets: readonly Targets[];
  /** Inputs of targets that are more than a text, each kept once. */
  readonly inputs: readonly TargetInput[];
  readonly services: readonly StoredService[];
  /** By index of the service. */
  readonly origins: readonly StoredOrigin[];
  /** Imports of a file: paths by index, packages by name. */
  readonly edges: readonly (readonly [from: number, to: readonly (number | string)[]])[];
  /** Sources of which nothing but their imports counts. */
  readonly sources: readonly StoredSource[];
}

/** A folder of absent paths: where it looks as it did, nothing has appeared in it. */
interface StoredFolder {
  readonly path: string;
  readonly stamp: Stamp;
  readonly absent: Ranges;
}

export type StoredSource = readonly [
  path: number,
  language: SourceProof['language'],
  content: SourceProof['content'],
  facts: SourceProof['facts'],
];

type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];
type Targets = Readonly<Record<string, TargetConfiguration>>;

export interface StoredService {
  readonly file: string;
  /** Without its targets. */
  readonly project: InferredService['project'];
  readonly targets?: number;
  /** Inputs of targets whose results are cached, by the target's name: texts as they are, others by number. */
  readonly inputs?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly order?: InferredService['order'];
  readonly volatile?: true;
}

/** What a service was inferred from. */
export type StoredOrigin = readonly [definitions: readonly string[], definedBy: Ranges, observed: Ranges];

/** As written. One text is parsed ten times as fast as thousands, and where nobody asks for it not at all. */
export type PackedProjects = Pick<StoredProjects, 'key' | 'decisive' | 'targets' | 'inputs' | 'services'> & {
  readonly [K in 'paths' | 'stamps' | 'folders' | 'origins' | 'edges' | 'sources']: string;
};

/** Stands in no path and in no stamp. */
const SEPARATOR = '//';

export function packed(stored: StoredProjects): PackedProjects {
  const { paths, stamps, folders, origins, edges, sources } = stored;
  return {
    ...stored,
    paths: paths.join(SEPARATOR),
    stamps: stamps.join(SEPARATOR),
    folders: folders.flatMap(({ path, stamp, absent }) => [path, stamp, absent.join(' ')]).join(SEPARATOR),
    origins: JSON.stringify(origins),
    edges: JSON.stringify(edges),
    sources: JSON.stringify(sources),
  };
}

export function unpacked(written: PackedProjects): StoredProjects {
  const { key, decisive, targets, inputs, services } = written;
  const paths = written.paths === '' ? [] : written.paths.split(SEPARATOR);
  const origins = parsedWhenAsked<StoredProjects['origins']>(written.origins);
  const edges = parsedWhenAsked<StoredProjects['edges']>(written.edges);
  const sources = parsedWhenAsked<StoredProjects['sources']>(written.sources);
  return {
    key,
    paths,
    stamps: paths.length === 0 ? [] : written.stamps.split(SEPARATOR),
    folders: foldersIn(written.folders),
    decisive,
    targets,
    inputs,
    services,
    get origins() {
      return origins();
    },
    get edges() {
      return edges();
    },
    get sources() {
      return sources();
    },
  };
}

function parsedWhenAsked<T>(text: string): () => T {
  let parsed: T | undefined;
  return () => {
    parsed ??= JSON.parse(text) as T;
    return parsed;
  };
}

function foldersIn(text: string): readonly StoredFolder[] {
  const parts = text === '' ? [] : text.split(SEPARATOR);
  const folders: StoredFolder[] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [path = '', stamp = '', absent = ''] = [parts[at], parts[at + 1], parts[at + 2]];
    folders.push({ path, stamp, absent: absent.split(' ').map(Number) });
  }
  return folders;
}

/** @param index of the service. */
export function restoredService(index: number, stored: StoredProjects): readonly InferredService[] {
  const service = stored.services[index];
  if (service === undefined) return [];
  const { file, project, order, volatile = false } = service;
  const origin = () => stored.origins[index] ?? NOWHERE;
  return [
    {
      file,
      project: service.targets === undefined ? project : { ...project, targets: restoredTargets(service, stored) },
      // What it was inferred from is looked at only where something changed.
      get definitions() {
        return origin()[0];
      },
      get definedBy() {
        return numbersIn(origin()[1]);
      },
      get observed() {
        return numbersIn(origin()[2]);
      },
      ...(order === undefined ? {} : { order }),
      volatile,
    },
  ];
}

const NOWHERE: StoredOrigin = [[], [], []];

function restoredTargets({ targets = -1, inputs: own = {} }: StoredService, stored: StoredProjects): Targets {
  const shared = stored.targets[targets];
  const restored: Record<string, TargetConfiguration> = { ...shared };
  for (const name of Object.keys(own)) {
    const inputs = own[name]?.map((input) => (typeof input === 'number' ? (stored.inputs[input] ?? '') : input)) ?? [];
    restored[name] = { ...shared?.[name], inputs };
  }
  return restored;
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
  { services, edges: allEdges, paths: table, sources }: InferredServices,
  common: readonly string[],
  since: number,
): Generator<void, StoredProjects> {
  const targets = numbering<Targets>((all) => JSON.stringify(all));
  const inputs = numbering<TargetInput>((input) => JSON.stringify(input));
  const edges = allEdges();
  const decisive = new Set(common.map((path) => table.of(path)));
  // All numbers are given before paths are sorted.
  const numbered = yield* eachInSteps(services, ({ definedBy, observed }) => ({ definedBy, observed }));
  for (const { definedBy } of numbered) for (const number of definedBy) decisive.add(number);
  for (const { from, to } of edges) {
    table.of(from);
    if (to.kind === 'file') table.of(to.path);
  }
  const { paths, numbers, ranks } = sorted(table.paths);
  const rankOf = (number: number) => ranks[number] ?? 0;
  const rankOfPath = (path: string) => rankOf(table.of(path));
  const storedServices = yield* eachInSteps(services, ({ file, project: whole, order, volatile }): StoredService => {
    const { targets: all, ...project } = whole;
    const split = all === undefined ? undefined : withoutOwnInputs(all);
    return {
      file,
      project,
      ...(split === undefined ? {} : { targets: targets.of(split.shared) }),
      ...(split === undefined || split.own.length === 0
        ? {}
        : {
            inputs: Object.fromEntries(
              split.own.map(([name, list]) => [
                name,
                list.map((one) => (typeof one === 'string' ? one : inputs.of(one))),
              ]),
            ),
          }),
      ...(order === undefined ? {} : { order }),
      ...(volatile ? { volatile } : {}),
    };
  });
  const origins = yield* eachInSteps(services, ({ definitions, definedBy, observed }): StoredOrigin => {
    return [definitions, rangesOf(definedBy.map(rankOf)), rangesOf(observed.map(rankOf))];
  });
  const storedEdges = new Map<number, (number | string)[]>();
  for (const { from, to } of edges) {
    const number = rankOfPath(from);
    const known = storedEdges.get(number) ?? [];
    storedEdges.set(number, known);
    known.push(to.kind === 'file' ? rankOfPath(to.path) : to.name);
  }
  // Whether one that was missed has appeared since, its folder tells.
  const stamps = yield* eachInSteps(numbers, (number) =>
    table.isMissing(number) ? ABSENT : lastingStamp(`${workspaceRoot}/${table.at(number)}`, since),
  );
  return {
    key,
    paths,
    folders: foldersOfAbsent(paths, stamps, workspaceRoot, since),
    stamps,
    decisive: rangesOf([...decisive].map(rankOf)),
    targets: targets.all,
    inputs: inputs.all,
    services: storedServices,
    origins,
    edges: [...storedEdges],
    sources: Array.from(sources(), ([path, { language, content, facts }]): StoredSource => {
      return [rankOfPath(path), language, content, facts];
    }),
  };
}

/** The inputs of a cached target are mostly its service's alone. */
function withoutOwnInputs(targets: Targets): {
  readonly shared: Targets;
  readonly own: readonly (readonly [name: string, inputs: readonly TargetInput[]])[];
} {
  const own: [string, readonly TargetInput[]][] = [];
  const shared = Object.entries(targets).map(([name, target]): [string, TargetConfiguration] => {
    if (target.cache !== true || target.inputs === undefined) return [name, target];
    const { inputs, ...rest } = target;
    own.push([name, inputs]);
    return [name, rest];
  });
  return { shared: Object.fromEntries(shared), own };
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

interface SortedPaths {
  readonly paths: readonly string[];
  /** By rank: the number that the path had. */
  readonly numbers: readonly number[];
  /** By that number. */
  readonly ranks: Int32Array;
}

function sorted(paths: readonly string[]): SortedPaths {
  const order = paths.map((path, number) => ({ path, number })).sort((a, b) => (a.path < b.path ? -1 : 1));
  const ranks = new Int32Array(paths.length);
  order.forEach(({ number }, rank) => {
    ranks[number] = rank;
  });
  return { paths: order.map(({ path }) => path), numbers: order.map(({ number }) => number), ranks };
}

/** Makes the stamp of an absent path doubtful where it may have gone only since the inference looked at it. */
function foldersOfAbsent(
  paths: readonly string[],
  stamps: Stamp[],
  workspaceRoot: string,
  since: number,
): StoredProjects['folders'] {
  const absentIn = new Map<NearestFolder, number[]>();
  const nearest = nearestFolders(workspaceRoot, since);
  for (const [index, path] of paths.entries()) {
    if (stamps[index] !== ABSENT) continue;
    const folder = nearest(path);
    const absent = absentIn.get(folder);
    if (absent === undefined) absentIn.set(folder, [index]);
    else absent.push(index);
  }
  return Array.from(absentIn, ([{ path, stamp, hadChanges }, absent]) => {
    if (hadChanges) for (const index of absent) stamps[index] = DOUBTFUL;
    return { path, stamp, absent: rangesOf(absent) };
  });
}

interface NearestFolder extends FolderStamp {
  readonly path: string;
}

/** By a path that is absent: the folder in which it, or the first missing folder above it, would appear. */
function nearestFolders(workspaceRoot: string, since: number): (path: string) => NearestFolder {
  const known = new Map<string, NearestFolder>();
  const inParent = (path: string): NearestFolder => at(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const at = (path: string): NearestFolder => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const stamp = folderStamp(`${workspaceRoot}/${path}`, since);
    const folder = stamp.stamp === ABSENT && path !== '' ? inParent(path) : { path, ...stamp };
    known.set(path, folder);
    return folder;
  };
  return inParent;
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
