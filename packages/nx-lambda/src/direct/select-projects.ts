/** The projects that a command is about: from what is remembered where that holds, else as Nx computes them. */
import { dirname, join } from 'node:path';
import { parsePluginOptions, type Result, success } from '@nx-lambda/core';
import { cacheFolder } from '../plugin/cache-folder.ts';
import { pluginOptionsOf } from '../plugin/definition-files.ts';
import type { AskedRun } from './arguments.ts';
import { isPattern, projectAt, readings } from './asked-services.ts';
import { type DirectPlace, readPlainNxJson } from './direct-place.ts';
import { type ChosenProject, needsOf } from './known-project.ts';
import { recallProject } from './remembered-projects.ts';
import { distinctProjects, type Selection } from './selection.ts';
import { mayHoldAnother, otherFunctions, readServiceIndex } from './service-index.ts';

export async function selectProjects(
  asked: AskedRun,
  place: DirectPlace,
  tell: (text: string) => void,
): Promise<Result<Selection>> {
  const remembered = recallSelection(asked, place);
  if (remembered !== undefined) return success(remembered);
  const { computeSelection } = await import('./compute-selection.ts');
  return computeSelection(asked, place, tell);
}

/** Undefined: not all of it is remembered, or Nx must have a say. */
export function recallSelection(asked: AskedRun, place: DirectPlace): Selection | undefined {
  if (asked.all || asked.services.some(isPattern)) return undefined;
  const nxJson = readPlainNxJson(place.root);
  if (nxJson === undefined) return undefined;
  const options = parsePluginOptions(pluginOptionsOf(nxJson));
  if (!options.ok) return undefined;
  const memory = { cacheFolder: cacheFolder(place.root, nxJson, process.env), workspaceRoot: place.root };
  const index = readServiceIndex(memory.cacheFolder);
  const chosen: ChosenProject[] = [];
  const here = () => {
    const found = place.folder === undefined ? undefined : projectAt(place.folder, index);
    if (found === undefined || mayHoldAnother(join(place.root, found.root), foldersBetween(place, found.root))) return;
    return recallProject(found.name, memory);
  };
  for (const word of asked.services.length === 0 ? [''] : asked.services) {
    const [found] = readings(word, asked.configuration).flatMap(({ name, configuration }) => {
      const project = name === '' ? here() : recallProject(name, memory);
      return project === undefined ? [] : [{ project, ...(configuration === undefined ? {} : { configuration }) }];
    });
    if (found === undefined) return undefined;
    chosen.push(found);
  }
  const { targetNames } = options.value;
  const target = targetNames[asked.command.target];
  const isReady = (each: ChosenProject) =>
    isPlain(each, target, asked.command.executor) && needsOf(each.project, target, targetNames.build) !== 'more';
  if (!chosen.every(isReady)) return undefined;
  const distinct = distinctProjects(chosen);
  const names = distinct.map(({ project }) => project.name);
  return { nxJson, targetNames, chosen: distinct, otherFunctions: otherFunctions(index, names) };
}

/** What could be wrong with the target or its configuration is told by those who ask Nx. */
function isPlain({ project, configuration }: ChosenProject, target: string, executor: string): boolean {
  const found = project.targets[target];
  if (found?.executor !== `nx-lambda:${executor}`) return false;
  return configuration === undefined || Object.hasOwn(found.configurations ?? {}, configuration);
}

/** The current folder and those above it up to the service's. */
function foldersBetween({ root, cwd }: DirectPlace, serviceRoot: string): readonly string[] {
  const top = join(root, serviceRoot);
  const folders: string[] = [];
  for (let folder = cwd; folder !== top && dirname(folder) !== folder; folder = dirname(folder)) folders.push(folder);
  return folders;
}
