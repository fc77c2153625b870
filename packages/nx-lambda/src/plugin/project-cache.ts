/**
 * Remembers the inferred projects between commands. An entry is valid when
 * - the file bears the digest of its text and of this format, and was made with the same definition files, options and versions of the tools,
 * - every path that concerns all services (lockfile, installed packages) looks as it did,
 * - every path that says which services there are looks as it did,
 * - and each path that this one service was inferred from, present or not, looks as it did.
 * "Looks as it did": size, modification time, change time and inode are the same and were old enough when they were
 * noted. A missing file is a miss; so is a corrupt one, which the next write replaces. Writing replaces the file in
 * one step, so that two processes can share it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import type { FileEdge } from '@nx-lambda/core';
import type { InferredService, InferredServices } from './inferred-service.ts';
import { ABSENT, lastingStamp, type Stamp, stampOf } from './path-stamps.ts';

/** Raise it whenever what is stored, or how projects are inferred, changes without a new version of the plugin. */
const FORMAT = 1;

export interface ProjectCacheKey {
  readonly definitionFiles: readonly string[];
  /** As the user wrote them in nx.json. */
  readonly options: unknown;
  readonly tools: string;
}

/** The services that are as they were, and the imports of their files. */
export interface RememberedProjects extends InferredServices {
  /** Services to infer anew; their definitions are as they were, so they keep their names. */
  readonly stale: readonly { readonly definitions: readonly string[]; readonly root: string; readonly name: string }[];
}

interface StoredCache {
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

interface StoredService {
  readonly file: string;
  /** Without its targets. */
  readonly project: InferredService['project'];
  readonly targets?: readonly (readonly [name: string, target: number, inputs?: readonly number[]])[];
  readonly definitions: readonly string[];
  readonly definedBy: readonly number[];
  readonly observed: readonly number[];
  readonly volatile: boolean;
}

/** Undefined: nothing is remembered, or nothing of it can be trusted. */
export function recallProjects(
  file: string,
  workspaceRoot: string,
  key: ProjectCacheKey,
): RememberedProjects | undefined {
  const stored = readStored(file);
  if (stored === undefined || stored.key !== keyText(key)) return undefined;
  const changed = changedPaths(stored, workspaceRoot);
  const isChanged = (index: number) => changed.has(index);
  if (stored.common.some(isChanged) || stored.services.some(({ definedBy }) => definedBy.some(isChanged))) {
    return undefined;
  }
  const services: InferredService[] = [];
  const stale: RememberedProjects['stale'][number][] = [];
  const observed = new Set<number>();
  for (const service of stored.services) {
    if (!service.volatile && !service.observed.some(isChanged)) {
      services.push(restored(service, stored));
      for (const index of service.observed) observed.add(index);
    } else stale.push({ definitions: service.definitions, root: service.project.root, name: service.project.name });
  }
  return { services, stale, edges: restoredEdges(stored, observed) };
}

/**
 * @param common paths, present or not, that concern all services.
 * @param since when the inference began, in milliseconds since the epoch.
 */
export function rememberProjects(
  file: string,
  workspaceRoot: string,
  key: ProjectCacheKey,
  services: InferredServices,
  common: readonly string[],
  since: number,
): void {
  const stored = toStored(workspaceRoot, key, services, common, since);
  const draft = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const text = JSON.stringify(stored);
    writeFileSync(draft, `${digestOf(text)}\n${text}`);
    renameSync(draft, file);
  } catch {
    // Without it the next command only takes longer.
    removeQuietly(draft);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be made can't always be removed.
  }
}

/** The digest proves the shape, too: whoever wrote it wrote a whole cache of this format. */
function readStored(file: string): StoredCache | undefined {
  try {
    const content = readFileSync(file, 'utf8');
    const end = content.indexOf('\n');
    const text = content.slice(end + 1);
    if (content.slice(0, end) !== digestOf(text)) return undefined;
    return JSON.parse(text) as StoredCache;
  } catch {
    return undefined;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(`${FORMAT}\n`).update(text).digest('hex');
}

function keyText({ definitionFiles, options, tools }: ProjectCacheKey): string {
  return JSON.stringify([definitionFiles, options ?? null, tools]);
}

function changedPaths({ paths, stamps, folders }: StoredCache, workspaceRoot: string): ReadonlySet<number> {
  const changed = new Set<number>();
  const stillAbsent = new Set<number>();
  for (const { path, stamp, absent } of folders) {
    if (stampOf(`${workspaceRoot}/${path}`) === stamp) for (const index of absent) stillAbsent.add(index);
  }
  for (const [index, path] of paths.entries()) {
    if (!stillAbsent.has(index) && stampOf(`${workspaceRoot}/${path}`) !== stamps[index]) changed.add(index);
  }
  return changed;
}

function restored(service: StoredService, { inputs, paths, targets }: StoredCache): InferredService {
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

function restoredEdges({ edges, paths }: StoredCache, files: ReadonlySet<number>): readonly FileEdge[] {
  const pathAt = (index: number) => paths[index] ?? '';
  return edges.flatMap(([from, targets]) => {
    if (!files.has(from)) return [];
    return targets.map((to): FileEdge => {
      const target = typeof to === 'string' ? { kind: 'package', name: to } : { kind: 'file', path: pathAt(to) };
      return { from: pathAt(from), to: target as FileEdge['to'] };
    });
  });
}

function toStored(
  workspaceRoot: string,
  key: ProjectCacheKey,
  { services, edges }: InferredServices,
  common: readonly string[],
  since: number,
): StoredCache {
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
    key: keyText(key),
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
): StoredCache['folders'] {
  const absentByFolder = new Map<string, number[]>();
  for (const [index, path] of paths.entries()) {
    if (stamps[index] !== ABSENT) continue;
    const folder = nearestFolder(path, workspaceRoot);
    absentByFolder.set(folder, [...(absentByFolder.get(folder) ?? []), index]);
  }
  return Array.from(absentByFolder, ([path, absent]) => ({
    path,
    stamp: lastingStamp(`${workspaceRoot}/${path}`, since),
    absent,
  }));
}

/** The folder in which the path, or the first missing folder above it, would appear. */
function nearestFolder(path: string, workspaceRoot: string): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return '';
  const folder = path.slice(0, slash);
  return stampOf(`${workspaceRoot}/${folder}`) === ABSENT ? nearestFolder(folder, workspaceRoot) : folder;
}

function numbering<T>(keyOf: (value: T) => string): { readonly all: T[]; of(value: T): number } {
  const numbers = new Map<string, number>();
  const all: T[] = [];
  return {
    all,
    of(value) {
      const key = keyOf(value);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(value) - 1;
    },
  };
}
