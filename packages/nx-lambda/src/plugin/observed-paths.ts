/**
 * What a service's project depends on: what the scan declared, and for each of its folders the packages that could be
 * installed or ignored there.
 */
import type { FunctionInputs } from '@nx-lambda/core';
import type { InputPaths } from './input-paths.ts';
import type { PathTable } from './path-table.ts';

export class ObservedPaths {
  private readonly inputPaths: InputPaths;
  private readonly paths: PathTable;
  /** By folder: the numbers of what is observed in it and in those above. */
  private readonly ofFolders = new Map<string, readonly number[]>();
  /** By number of a file: what is observed in its folder and in those above. */
  private readonly ofFiles: (readonly number[] | undefined)[] = [];
  /** By number: the round in which it was taken last. */
  private taken = new Uint32Array(1024);
  private round = 0;

  constructor(inputPaths: InputPaths) {
    this.inputPaths = inputPaths;
    this.paths = inputPaths.table;
  }

  /** Numbers, free of duplicates. */
  of(functions: readonly FunctionInputs[]): readonly number[] {
    this.round += 1;
    const observed: number[] = [];
    let last: readonly number[] | undefined;
    for (const inputs of functions) {
      const { files, settings, absent } = this.inputPaths.numbersOf(inputs);
      for (const list of [files, settings, absent]) for (const number of list) this.take(number, observed);
      for (const file of files) {
        const around = this.aroundFile(file);
        // Files come sorted: most are in the folder of the one before.
        if (around === last) continue;
        last = around;
        for (const number of around) this.take(number, observed);
      }
      for (const { name } of inputs.packages) {
        const slash = name.indexOf('/');
        if (slash > 0) this.take(this.paths.of(`node_modules/${name.slice(0, slash)}`), observed);
      }
    }
    return observed;
  }

  private take(number: number, into: number[]): void {
    if (number >= this.taken.length) {
      const wider = new Uint32Array(2 * number);
      wider.set(this.taken);
      this.taken = wider;
    }
    if (this.taken[number] === this.round) return;
    this.taken[number] = this.round;
    into.push(number);
  }

  private aroundFile(file: number): readonly number[] {
    const known = this.ofFiles[file];
    if (known !== undefined) return known;
    const path = this.paths.at(file);
    const found = this.ofFolder(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    this.ofFiles[file] = found;
    return found;
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
