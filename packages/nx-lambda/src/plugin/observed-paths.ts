/**
 * What a service's project depends on: what the scan declared, and for each of its folders the packages that could be
 * installed or ignored there.
 */
import type { FunctionInputs } from '@nx-lambda/core';
import type { PathTable } from './path-table.ts';

export class ObservedPaths {
  private readonly paths: PathTable;
  /** By folder: the numbers of what is observed in it and in those above. */
  private readonly ofFolders = new Map<string, readonly number[]>();

  constructor(paths: PathTable) {
    this.paths = paths;
  }

  /** Numbers, free of duplicates. */
  of(functions: readonly FunctionInputs[]): readonly number[] {
    const observed = new Set<number>();
    const folders = new Set<string>();
    for (const { files, settings, absent, packages } of functions) {
      for (const list of [files, settings, absent]) for (const path of list) observed.add(this.paths.of(path));
      for (const path of files) folders.add(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
      for (const { name } of packages) {
        const slash = name.indexOf('/');
        if (slash > 0) observed.add(this.paths.of(`node_modules/${name.slice(0, slash)}`));
      }
    }
    for (const folder of folders) for (const number of this.ofFolder(folder)) observed.add(number);
    return [...observed];
  }

  private ofFolder(folder: string): readonly number[] {
    if (folder === '') return [];
    const known = this.ofFolders.get(folder);
    if (known !== undefined) return known;
    const own = ['node_modules', '.gitignore'].map((name) => this.paths.of(under(folder, name)));
    const found = [...own, ...this.ofFolder(folder.slice(0, Math.max(0, folder.lastIndexOf('/'))))];
    this.ofFolders.set(folder, found);
    return found;
  }
}

export function under(folder: string, name: string): string {
  return folder === '.' || folder === '' ? name : `${folder}/${name}`;
}
