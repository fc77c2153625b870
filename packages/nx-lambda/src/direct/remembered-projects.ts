/**
 * What was learned of a service from Nx, for the next direct command. An entry is valid when
 * - it bears the digest of its text and this format, and was made by the same versions of the tools,
 * - nx.json, lockfiles and installed packages look as they did,
 * - the service's folder looks as it did (no file has come or gone in it), and so do the files that lie in it:
 *   project.json, package.json, the template, settings of other plugins,
 * - and so does every other path that reading its definitions looked at, present or not.
 * "Looks as it did" is what plugin/path-stamps.ts says. A miss costs what Nx takes to compute the project graph.
 *
 * A service that a plugin of another name has a say in, or whose nx.json extends another file, is not remembered.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '@nx-lambda/core';
import { readChecked, writeChecked } from '../plugin/checked-file.ts';
import { lastingStamp, type Stamp, stampOf } from '../plugin/path-stamps.ts';
import { TOOL_VERSIONS } from '../plugin/tool-versions.ts';
import { COMMON_PATHS } from '../plugin/workspace-wide-paths.ts';
import type { KnownProject } from './known-project.ts';

/** Raise it whenever what is stored changes without a new version of the plugin. */
const FORMAT = 1;

/** Files directly in a service's folder; a folder with more is not worth the look. */
const MOST_FILES = 200;

export interface ProjectMemory {
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  /** Absolute. */
  readonly workspaceRoot: string;
}

interface StoredProject {
  readonly tools: string;
  readonly project: KnownProject;
  readonly stamps: readonly (readonly [path: string, stamp: Stamp])[];
}

/** Undefined: it is not remembered, or something has changed. */
export function recallProject(name: string, { cacheFolder, workspaceRoot }: ProjectMemory): KnownProject | undefined {
  const stored = readChecked(fileOf(cacheFolder, name), FORMAT).found?.value as StoredProject | undefined;
  if (stored === undefined || stored.tools !== TOOL_VERSIONS || stored.project.name !== name) return undefined;
  const holds = stored.stamps.every(([path, stamp]) => stampOf(join(workspaceRoot, path)) === stamp);
  return holds ? stored.project : undefined;
}

/** @param since when Nx began to look, in milliseconds since the epoch. */
export function rememberProject(
  project: KnownProject,
  read: Service,
  { cacheFolder, workspaceRoot }: ProjectMemory,
  since: number,
): void {
  const own = filesOf(join(workspaceRoot, project.root));
  if (own === undefined) return;
  const under = (name: string) => (project.root === '.' ? name : `${project.root}/${name}`);
  const paths = [...COMMON_PATHS, project.root, under('events'), ...own.map(under), ...read.definitionFiles];
  const { service: _, ...known } = project;
  const stored: StoredProject = {
    tools: TOOL_VERSIONS,
    project: { ...known, ...(isOfItsFiles(read) ? { service: read } : {}) },
    stamps: [...new Set(paths)].map((path) => [path, lastingStamp(join(workspaceRoot, path), since)]),
  };
  writeChecked(fileOf(cacheFolder, project.name), FORMAT, stored);
}

/** Whether what was read depends on the files that it names alone: not so where folders are packaged or looked through. */
function isOfItsFiles({ functions, undeployable, failures, layers, tool }: Service): boolean {
  return (
    tool === undefined &&
    layers === undefined &&
    undeployable.length + failures.length === 0 &&
    functions.every(({ source }) => source.kind === 'bundle')
  );
}

/** Names in the folder that are no folders; undefined: too many, or it can't be read. */
function filesOf(folder: string): readonly string[] | undefined {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    return names.length > MOST_FILES ? undefined : names.map(({ name }) => name);
  } catch {
    return undefined;
  }
}

function fileOf(cacheFolder: string, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return join(cacheFolder, 'direct', `${digest}.json`);
}
