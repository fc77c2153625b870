/**
 * Remembers the inferred projects between commands. An entry is valid when
 * - the file bears the digest of its text and of this format, and was made with the same definition files, options
 *   and versions of the tools,
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
import type { InferredService, InferredServices } from './inferred-service.ts';
import { stampOf } from './path-stamps.ts';
import { restoredEdges, restoredService, type StoredProjects, toStored } from './stored-projects.ts';

/** Raise it whenever what is stored, or how projects are inferred, changes without a new version of the plugin. */
const FORMAT = 2;

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
      services.push(restoredService(service, stored));
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
  const stored = toStored(workspaceRoot, keyText(key), services, common, since);
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
function readStored(file: string): StoredProjects | undefined {
  try {
    const content = readFileSync(file, 'utf8');
    const end = content.indexOf('\n');
    const text = content.slice(end + 1);
    if (content.slice(0, end) !== digestOf(text)) return undefined;
    return JSON.parse(text) as StoredProjects;
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

function changedPaths({ paths, stamps, folders }: StoredProjects, workspaceRoot: string): ReadonlySet<number> {
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
