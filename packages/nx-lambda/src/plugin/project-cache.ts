/**
 * Remembers the inferred projects between commands. An entry is valid when
 * - the file bears the digest of its text and this format, and was made with the same definition files, options and
 *   versions of the tools,
 * - every path that concerns all services (lockfile, installed packages) looks as it did,
 * - every path that says which services there are looks as it did,
 * - and each further path that this one service was inferred from, present or not, looks as it did, or is a source of
 *   which nothing but its imports counts, and imports what it did.
 * "Looks as it did": size, modification time, change time and inode are the same and were old enough when they were
 * noted; an absent path also where its folder looks as it did.
 *
 * A second, small file holds how sources looked that were edited since without a change of their imports. It counts
 * for the very text beside which it was written, and is a matter of speed alone.
 */
import type { Notice } from '@nx-lambda/core';
import type { SourceProof } from '@nx-lambda/workspace';
import { readChecked, writeChecked } from './checked-file.ts';
import type { InferredServices } from './inferred-service.ts';
import { numbersIn, RangeIndex, type Ranges } from './number-ranges.ts';
import { type Stamp, stampOf } from './path-stamps.ts';
import { PathTable } from './path-table.ts';
import {
  type PackedProjects,
  packed,
  restoredEdges,
  restoredService,
  type StoredProjects,
  type StoredSource,
  toStored,
  unpacked,
} from './stored-projects.ts';

/** Raise it whenever what is stored, or how projects are inferred, changes without a new version of the plugin. */
const FORMAT = 8;

export interface ProjectCacheKey {
  readonly definitionFiles: readonly string[];
  /** As the user wrote them in nx.json. */
  readonly options: unknown;
  readonly tools: string;
}

export interface ProjectCache {
  /** Absolute. */
  readonly file: string;
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly key: ProjectCacheKey;
}

/** The services that are as they were, and the imports of their files. */
export interface RememberedProjects extends InferredServices {
  /** Services to infer anew; their definitions are as they were, so they keep their names. */
  readonly stale: readonly { readonly definitions: readonly string[]; readonly root: string; readonly name: string }[];
  /** Whether what the scan of stale services says of a source can hold for the services kept, too. */
  canProve(path: string, language: SourceProof['language']): boolean;
}

export interface RecalledProjects {
  /** Undefined: nothing is remembered, or nothing of it can be trusted. */
  readonly remembered?: RememberedProjects;
  readonly notices: readonly Notice[];
}

/** A source as it was seen later than the inference, with the same imports. */
export interface SeenSource {
  readonly path: string;
  readonly stamp: Stamp;
  /** SHA-256. */
  readonly content: string;
}

/** What a changed source was when its imports were read. */
export interface ChangedSource {
  readonly path: string;
  readonly language: StoredSource[1];
  readonly content: string;
  readonly facts: string;
}

/** Of changed sources those that import what they did. Asked only where that decides something. */
export type ProveSources = (changed: readonly ChangedSource[]) => Promise<readonly SeenSource[]>;

/** The stored form of sources seen later: by index of the path. */
interface StoredSeen {
  readonly base: string;
  readonly sources: readonly (readonly [path: number, stamp: Stamp, content: string])[];
}

/** After a switch of branches it is quicker to infer at once than to look at each source first. */
const MOST_PROVEN = 300;

export async function recallProjects(cache: ProjectCache, prove: ProveSources): Promise<RecalledProjects> {
  const { file, workspaceRoot, key } = cache;
  const outcome = readChecked(file, FORMAT);
  const notices: Notice[] = outcome.notice === undefined ? [] : [outcome.notice];
  const packed = outcome.found?.value as PackedProjects | undefined;
  if (outcome.found === undefined || packed === undefined || packed.key !== keyText(key)) return { notices };
  const stored = unpacked(packed);
  const seen = readChecked(seenFile(file), FORMAT);
  if (seen.notice !== undefined) notices.push(seen.notice);
  const laterSeen = laterSources(seen.found?.value, outcome.found.digest);
  const changed = changedPaths(stored, laterSeen, workspaceRoot);
  if (new RangeIndex(changed, stored.paths.length).meets(stored.decisive)) return { notices };
  const proven = await provenSources(stored, laterSeen, changed, prove);
  if (proven.size > 0) rememberSeen(file, outcome.found.digest, laterSeen, proven);
  for (const number of proven.keys()) changed.delete(number);
  return { remembered: restored(stored, changed), notices };
}

/**
 * @param common paths, present or not, that concern all services.
 * @param since when the inference began, in milliseconds since the epoch.
 */
export function* rememberProjects(
  { file, workspaceRoot, key }: ProjectCache,
  services: InferredServices,
  common: () => readonly string[],
  since: number,
): Generator<void, void> {
  writeChecked(file, FORMAT, packed(yield* toStored(workspaceRoot, keyText(key), services, common(), since)));
}

function restored(stored: StoredProjects, changed: ReadonlySet<number>): RememberedProjects {
  const { kept, stale } = keptAndStale(stored, changed);
  const paths = new PathTable(stored.paths);
  let languages: ReadonlyMap<number, SourceProof['language']> | undefined;
  return {
    services: kept.flatMap((index) => restoredService(index, stored)),
    stale: stale
      .flatMap((index) => restoredService(index, stored))
      .map(({ definitions, project: { root, name } }) => ({ definitions, root, name })),
    edges: () => {
      if (stale.length === 0) return restoredEdges(stored, () => true);
      const observed = new Set(kept.flatMap((index) => numbersIn(observedBy(stored, index))));
      return restoredEdges(stored, (number) => observed.has(number));
    },
    paths,
    canProve: (path, language) => {
      languages ??= new Map(stored.sources.map(([number, known]) => [number, known]));
      const number = paths.of(path);
      return number >= stored.paths.length || languages.get(number) === language;
    },
    // One that changed is read again with the services that it belongs to.
    sources: () =>
      new Map(
        stored.sources.flatMap(([number, language, content, facts]) =>
          changed.has(number) ? [] : [[paths.at(number), { language, content, facts }] as const],
        ),
      ),
    notices: [],
  };
}

/** Services by index: those that are as they were, and those to be inferred anew. */
function keptAndStale(
  stored: StoredProjects,
  changed: ReadonlySet<number>,
): { readonly kept: readonly number[]; readonly stale: readonly number[] } {
  const index = changed.size === 0 ? undefined : new RangeIndex(changed, stored.paths.length);
  const kept: number[] = [];
  const stale: number[] = [];
  for (const [service, { volatile }] of stored.services.entries()) {
    (volatile || index?.meets(observedBy(stored, service)) ? stale : kept).push(service);
  }
  return { kept, stale };
}

function observedBy({ origins }: StoredProjects, service: number): Ranges {
  return origins[service]?.[2] ?? [];
}

function keyText({ definitionFiles, options, tools }: ProjectCacheKey): string {
  return JSON.stringify([definitionFiles, options ?? null, tools]);
}

type LaterSources = ReadonlyMap<number, { readonly stamp: Stamp; readonly content: string }>;

function laterSources(value: unknown, base: string): LaterSources {
  const seen = value as StoredSeen | undefined;
  if (seen?.base !== base) return new Map();
  return new Map(seen.sources.map(([path, stamp, content]) => [path, { stamp, content }]));
}

function changedPaths(
  { paths, stamps, folders }: StoredProjects,
  later: LaterSources,
  workspaceRoot: string,
): Set<number> {
  const changed = new Set<number>();
  const stillAbsent = new Uint8Array(paths.length);
  for (const { path, stamp, absent } of folders) {
    if (stampOf(`${workspaceRoot}/${path}`) !== stamp) continue;
    for (let index = 0; index + 1 < absent.length; index += 2) stillAbsent.fill(1, absent[index], absent[index + 1]);
  }
  for (const [index, path] of paths.entries()) {
    if (stillAbsent[index] === 1) continue;
    const stamp = stampOf(`${workspaceRoot}/${path}`);
    if (stamp !== stamps[index] && stamp !== later.get(index)?.stamp) changed.add(index);
  }
  return changed;
}

async function provenSources(
  { paths, sources }: StoredProjects,
  later: LaterSources,
  changed: ReadonlySet<number>,
  prove: ProveSources,
): Promise<ReadonlyMap<number, SeenSource>> {
  if (changed.size === 0 || changed.size > MOST_PROVEN) return new Map();
  const questions = new Map<string, number>();
  const asked = sources.flatMap(([number, language, content, facts]): readonly ChangedSource[] => {
    const path = paths[number];
    if (path === undefined || !changed.has(number)) return [];
    questions.set(path, number);
    return [{ path, language, content: later.get(number)?.content ?? content, facts }];
  });
  const proven = asked.length === 0 ? [] : await prove(asked);
  return new Map(proven.map((each) => [questions.get(each.path) ?? -1, each]));
}

function rememberSeen(file: string, base: string, later: LaterSources, proven: ReadonlyMap<number, SeenSource>): void {
  const isNew = ([number, { stamp, content }]: readonly [number, SeenSource]) => {
    const known = later.get(number);
    return known?.stamp !== stamp || known.content !== content;
  };
  if (![...proven].some(isNew)) return;
  const sources = [...new Map([...later, ...proven])].map(([path, { stamp, content }]) => [path, stamp, content]);
  writeChecked(seenFile(file), FORMAT, { base, sources });
}

function seenFile(file: string): string {
  return file.replace(/(\.json)?$/, '.seen.json');
}
