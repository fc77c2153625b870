/** Templates that are part of another one and so are no services of their own: nested, included or repeated. */
import { posix } from 'node:path';
import type { ServiceReading } from '@nx-lambda/core';

interface Read {
  readonly reading: ServiceReading;
}

/** Those of the folders whose template another one takes in. One with a lambda.config.json is always a service. */
export function takenFolders<Folder extends Read>(folders: readonly Folder[]): ReadonlySet<Folder> {
  const byRoot = new Map(folders.map((folder) => [folder.reading.service.root, folder]));
  const referrers = new Map<string, Folder[]>();
  for (const folder of folders) {
    for (const path of folder.reading.references) referrers.set(path, [...(referrers.get(path) ?? []), folder]);
  }
  const order = new Map(folders.map((folder, index) => [folder, index]));
  const taken = folders.filter((folder) => {
    const { template, config, root } = folder.reading.service;
    if (template === undefined || config !== undefined) return false;
    const others = (referrers.get(template) ?? []).filter((other) => other !== folder);
    if (others.some((other) => !refersBack(folder, other) || (order.get(other) ?? 0) < (order.get(folder) ?? 0)))
      return true;
    return foldersAbove(root).some((above) => {
      const upper = byRoot.get(above);
      return upper !== undefined && repeats(upper, folder);
    });
  });
  return new Set(taken);
}

/** Of two that refer to each other the first in the order of folders stays. */
function refersBack(folder: Read, other: Read): boolean {
  const { template } = other.reading.service;
  return template !== undefined && folder.reading.references.includes(template);
}

function foldersAbove(root: string): readonly string[] {
  const folders: string[] = [];
  for (let at = root; at !== '.'; folders.push(at)) at = posix.dirname(at);
  return folders;
}

/** A fragment: every function of it is one of a template above it, by logical id and code. */
function repeats(above: Read, fragment: Read): boolean {
  const { functions } = fragment.reading.service;
  const upper = above.reading.service;
  if (functions.length === 0 || upper.template === undefined) return false;
  const known = new Set(upper.functions.map(identity));
  return functions.every((each) => known.has(identity(each)));
}

function identity(each: ServiceReading['service']['functions'][number]): string {
  const { source } = each;
  return `${each.logicalId}\0${source.kind === 'bundle' ? source.entryPoint : source.path}`;
}
