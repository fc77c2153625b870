/**
 * The inputs of services folder by folder. Thousands of services share libraries, and so share what they take of a
 * library's folder: what that means for Nx and for what is remembered is worked out once.
 */
import type { TargetConfiguration } from '@nx/devkit';
import {
  type FunctionInputs,
  kindOf,
  type NumberedPaths,
  numberedInputs,
  type PathKind,
  pathOf,
} from '@nx-lambda/core';
import { type FolderGlobs, globsOfFolder, joinedGlobs, type KnownPatterns } from './input-globs.ts';
import type { PathTable } from './path-table.ts';

export type TaskInput = NonNullable<TargetConfiguration['inputs']>[number];

/** What some functions take of one folder. */
export interface InputUnit {
  /** That match exactly its paths; without what the others below name. */
  readonly globs: FolderGlobs;
  /** Of the paths that git ignores: Nx sees these only when it is told to look at the disk. */
  readonly ignored: readonly TaskInput[];
  /** Those that are there: only some of their fields count. */
  readonly packageJsons: readonly string[];
  /** Whether a file is among those that git ignores, or is a package.json: another task may make what is imported. */
  readonly mayBeProduced: boolean;
  /** Numbers of its paths, and of what could be installed or ignored there and above. */
  readonly observed: readonly number[];
}

const ROOT = '{workspaceRoot}/';

export class InputUnits {
  readonly isIgnored: (path: string) => boolean;
  private readonly table: PathTable;
  private readonly known = new WeakMap<NumberedPaths, Map<string, InputUnit>>();
  private readonly patterns: KnownPatterns = new Map();
  /** By folder: the numbers of what is observed in it and in those above. */
  private readonly surroundings = new Map<string, readonly number[]>();

  /**
   * @param isIgnored whether git ignores a path.
   * @param table of the numbers of what is observed.
   */
  constructor(isIgnored: (path: string) => boolean, table: PathTable) {
    this.isIgnored = isIgnored;
    this.table = table;
  }

  /** What the functions take together, folder by folder. */
  of(functions: readonly Pick<FunctionInputs, PathKind>[]): readonly InputUnit[] {
    const [first, ...others] = functions.map(numberedInputs);
    if (first === undefined) return [];
    if (others.length === 0) return this.unitsOf(first.table, first.entries);
    const absent = new Set(functions.flatMap((inputs) => inputs.absent));
    // More than its fields count of one that a function found and another did not.
    const present = (kind: 'files' | 'settings') =>
      functions.flatMap((inputs) => inputs[kind].filter((path) => !isPackageJson(path) || !absent.has(path)));
    const { table, entries } = numberedInputs({
      files: present('files'),
      settings: present('settings'),
      absent: [...absent],
    });
    return this.unitsOf(table, entries);
  }

  /** Of paths that are observed beside. */
  numbersOf(paths: readonly string[]): readonly number[] {
    return paths.map((path) => this.table.of(path));
  }

  private numberOf({ path, kind }: { readonly path: string; readonly kind: PathKind }): number {
    return kind === 'absent' ? this.table.ofMissing(path) : this.table.of(path);
  }

  private unitsOf(table: NumberedPaths, entries: Int32Array): readonly InputUnit[] {
    const known = this.known.get(table) ?? new Map<string, InputUnit>();
    this.known.set(table, known);
    const bytes = Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength);
    const units: InputUnit[] = [];
    for (let start = 0; start < entries.length; ) {
      const folderEnd = table.folderEnds[pathOf(entries[start] ?? 0)] ?? 0;
      let end = start + 1;
      while (end < entries.length && pathOf(entries[end] ?? 0) < folderEnd) end += 1;
      const key = bytes.toString('latin1', start * BYTES, end * BYTES);
      const unit = known.get(key) ?? this.unit(table, entries.subarray(start, end));
      known.set(key, unit);
      units.push(unit);
      start = end;
    }
    return units;
  }

  private unit({ paths }: NumberedPaths, entries: Int32Array): InputUnit {
    const found = Array.from(entries, (entry) => ({ path: paths[pathOf(entry)] ?? '', kind: kindOf(entry) }));
    const named = found.map(({ path, kind }) => ({ path, kind, ignored: this.isIgnored(path) }));
    const isField = (each: (typeof named)[number]) =>
      each.kind !== 'absent' && !each.ignored && isPackageJson(each.path);
    const matched = named.filter((each) => !isField(each));
    const folder = parentOf(found[0]?.path ?? '');
    const hasFile = found.some(({ kind }) => kind === 'files');
    const ignored = matched.filter((each) => each.ignored);
    const observedIn = () => [
      ...found.map((each) => this.numberOf(each)),
      ...(hasFile ? this.surroundingsOf(folder) : []),
    ];
    let observed: readonly number[] | undefined;
    return {
      globs: this.globsIn(
        folder,
        matched.filter((each) => !each.ignored),
      ),
      ignored: joinedGlobs([this.globsIn(folder, ignored)]).map((glob) => ({
        fileset: `${ROOT}${glob}`,
        includeIgnored: true,
      })),
      packageJsons: named.filter(isField).map(({ path }) => path),
      mayBeProduced: named.some((each) => each.kind === 'files' && (each.ignored || isPackageJson(each.path))),
      // Asked for once Nx has its answer.
      get observed() {
        observed ??= observedIn();
        return observed;
      },
    };
  }

  private globsIn(folder: string, found: readonly { readonly path: string }[]): FolderGlobs {
    const start = folder === '' ? 0 : folder.length + 1;
    return globsOfFolder(
      folder,
      found.map(({ path }) => path.slice(start)),
      this.patterns,
    );
  }

  private surroundingsOf(folder: string): readonly number[] {
    if (folder === '') return [];
    const known = this.surroundings.get(folder);
    if (known !== undefined) return known;
    const own = this.numbersOf(['node_modules', '.gitignore'].map((name) => `${folder}/${name}`));
    const found = [...own, ...this.surroundingsOf(parentOf(folder))];
    this.surroundings.set(folder, found);
    return found;
  }
}

const BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * One glob, unless it were too long for Nx: Nx handles every input of every project at every command.
 *
 * @param paths beside those of the units, of files in the workspace's own folder.
 */
export function joinedInputs(units: readonly InputUnit[], paths: readonly string[] = []): readonly TaskInput[] {
  const folders = [...units.map(({ globs }) => globs), globsOfFolder('', paths)];
  return joinedGlobs(folders).map((glob) => `${ROOT}${glob}`);
}

export function isPackageJson(path: string): boolean {
  return path === 'package.json' || path.endsWith('/package.json');
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
