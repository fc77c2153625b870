/**
 * Paths as inputs of Nx's. Most of a service's paths are those of libraries that many services share, so each path is
 * taken apart once. Nx merges, notes the origin of, sends, and writes out every input of every project at every command:
 * one glob of all paths costs it a small part of what a glob a folder does.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { FunctionInputs } from '@nx-lambda/core';
import { InputNumbering, type InputNumbers } from './input-numbers.ts';
import { PathTable } from './path-table.ts';

export type TaskInput = NonNullable<TargetConfiguration['inputs']>[number];

/** Characters. Nx can't read a glob of some 300,000, and reading takes time that grows with the length alone. */
export const LONGEST_GLOB = 20_000;

const ROOT = '{workspaceRoot}/';

interface Apart {
  /** With its `/`. */
  readonly folder: string;
  /** As a glob. */
  readonly name: string;
  readonly ignored: boolean;
}

/** By folder: names as globs. */
type NamesOfFolders = Map<string, string[]>;

export class InputPaths {
  readonly table: PathTable;
  private readonly ask: (path: string) => boolean;
  private readonly numbering: InputNumbering;
  /** By number. */
  private readonly known: (Apart | undefined)[] = [];
  /** Each folder's name as one and the same string, which is compared at once. */
  private readonly folders = new Map<string, string>();

  /** @param isIgnored whether git ignores a path: Nx sees such files only when it is told to look at the disk. */
  constructor(isIgnored: (path: string) => boolean, table: PathTable = new PathTable()) {
    this.ask = isIgnored;
    this.table = table;
    this.numbering = new InputNumbering(table);
  }

  numbersOf(inputs: FunctionInputs): InputNumbers {
    return this.numbering.of(inputs);
  }

  isIgnored(path: string): boolean {
    return this.apart(this.table.of(path)).ignored;
  }

  isIgnoredAt(number: number): boolean {
    return this.apart(number).ignored;
  }

  /** Globs that match exactly the paths of these numbers; what git ignores is looked for on the disk. */
  filesets(numbers: Iterable<number>): { readonly seen: readonly TaskInput[]; readonly ignored: readonly TaskInput[] } {
    const seen: NamesOfFolders = new Map();
    const ignored: NamesOfFolders = new Map();
    // Paths come sorted for the most part, so that the folder is mostly the one of the path before.
    let last: { readonly folder: string; readonly ignored: boolean; readonly names: string[] } | undefined;
    for (const number of numbers) {
      const apart = this.apart(number);
      if (last?.folder !== apart.folder || last.ignored !== apart.ignored) {
        const byFolder = apart.ignored ? ignored : seen;
        const names = byFolder.get(apart.folder) ?? [];
        byFolder.set(apart.folder, names);
        last = { folder: apart.folder, ignored: apart.ignored, names };
      }
      last.names.push(apart.name);
    }
    return {
      seen: joinedGlobs(globsOf(seen)).map((glob) => `${ROOT}${glob}`),
      ignored: globsOf(ignored).map((glob) => ({ fileset: `${ROOT}${glob}`, includeIgnored: true })),
    };
  }

  private apart(number: number): Apart {
    const known = this.known[number];
    if (known !== undefined) return known;
    const path = this.table.at(number);
    const slash = path.lastIndexOf('/') + 1;
    const folder = path.slice(0, slash);
    const apart = {
      folder: this.folders.get(folder) ?? folder,
      name: literalGlob(path.slice(slash)),
      ignored: this.ask(path),
    };
    this.folders.set(apart.folder, apart.folder);
    this.known[number] = apart;
    return apart;
  }
}

/** One a folder, unless it has too many names for one. */
function globsOf(namesByFolder: NamesOfFolders): readonly string[] {
  return [...namesByFolder.keys()].sort().flatMap((folder) => {
    const names = namesByFolder.get(folder) ?? [];
    const literal = literalGlob(folder);
    return joinedGlobs(names.sort()).map((glob) => `${literal}${glob}`);
  });
}

function joinedGlobs(globs: readonly string[]): readonly string[] {
  return chunked(globs, LONGEST_GLOB).map((some) => (some.length === 1 ? some.join('') : `{${some.join(',')}}`));
}

/** Lists of texts of which each is no longer than `most` altogether, as far as single texts are not. */
function chunked(texts: readonly string[], most: number): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let length = most;
  for (const text of texts) {
    length += text.length + 1;
    const last = chunks.at(-1);
    if (last !== undefined && length <= most) last.push(text);
    else {
      chunks.push([text]);
      length = text.length + 1;
    }
  }
  return chunks;
}

/** Nx reads inputs as globs; `?` matches the one character that it stands for here. */
function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\,]/g, '?');
}
