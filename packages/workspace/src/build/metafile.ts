/** What entry points are made of, read from esbuild's metafile. */

import { isBuiltin } from 'node:module';
import type { BundleInput, BundleOptions, ExternalImport } from '@nx-lambda/core';
import type { Metafile } from 'esbuild';
import { nativePackage } from './native-packages.ts';
import { packageFolder } from './package-folder.ts';

export interface EntryContents {
  /** Local files, sorted by path. */
  readonly inputs: readonly BundleInput[];
  /** Files of npm packages, each with its first importer. */
  readonly packageFiles: readonly BundleInput[];
  /** Sorted by specifier. */
  readonly externals: readonly ExternalImport[];
  /** Names of the packages that a bundle would break, sorted. */
  readonly nativePackages: readonly string[];
}

/** A file of the metafile, with all that is the same for each entry point that reaches it. */
interface ReadFile {
  readonly path: string;
  readonly kind: 'local' | 'package' | 'none';
  readonly imports: ReadFile[];
  readonly externals: ExternalImport[];
  native: string | undefined;
  /** Its place among all, sorted by path. */
  rank: number;
  /** The entry point that it was reached from last, counted. */
  round: number;
  importer: ReadFile | undefined;
}

/** The files of one call of esbuild, which hundreds of entry points share. */
export class MetafileGraph {
  private readonly files = new Map<string, ReadFile>();
  private readonly byRank: readonly ReadFile[];
  private round = 0;

  constructor(metafile: Metafile, { format, inject }: Pick<BundleOptions, 'format' | 'inject'>) {
    for (const path of inject) this.file(path);
    for (const [path, { imports }] of Object.entries(metafile.inputs)) {
      const file = this.file(path);
      file.native = nativePackage(path, imports);
      for (const imported of imports) {
        if (imported.external !== true) file.imports.push(this.file(imported.path));
        else if (!isBuiltin(imported.path)) {
          const kind = externalKind(imported.kind, format);
          file.externals.push({ specifier: imported.path, kind, importer: path });
        }
      }
    }
    this.byRank = [...this.files.values()].sort((a, b) => order(a.path, b.path));
    this.byRank.forEach((file, rank) => {
      file.rank = rank;
    });
  }

  /** Follows the imports from `roots`: the entry point and the injected files. */
  contentsOf(roots: readonly string[]): EntryContents {
    this.round += 1;
    const reached: ReadFile[] = [];
    for (const root of roots) this.reach(this.files.get(root), undefined, reached);
    for (const file of reached) for (const imported of file.imports) this.reach(imported, file, reached);

    const inputs: BundleInput[] = [];
    const packageFiles: BundleInput[] = [];
    const externals = new Map<string, ExternalImport>();
    const native = new Set<string>();
    for (const rank of Uint32Array.from(reached, (file) => file.rank).sort()) {
      const file = this.byRank[rank];
      if (file === undefined) continue;
      const { path, kind, importer } = file;
      if (kind !== 'none') {
        if (file.native !== undefined) native.add(file.native);
        (kind === 'local' ? inputs : packageFiles).push(
          importer === undefined ? { path } : { path, importer: importer.path },
        );
      }
      for (const each of file.externals) externals.set(`${each.specifier}\0${each.kind}\0${path}`, each);
    }
    return {
      inputs,
      packageFiles,
      externals: [...externals.values()].sort(
        (a, b) => order(a.specifier, b.specifier) || order(a.importer, b.importer),
      ),
      nativePackages: [...native].sort(),
    };
  }

  private reach(file: ReadFile | undefined, importer: ReadFile | undefined, reached: ReadFile[]): void {
    if (file === undefined || file.round === this.round) return;
    file.round = this.round;
    file.importer = importer;
    reached.push(file);
  }

  private file(path: string): ReadFile {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const file: ReadFile = {
      path,
      kind: kindOf(path),
      imports: [],
      externals: [],
      native: undefined,
      rank: 0,
      round: 0,
      importer: undefined,
    };
    this.files.set(path, file);
    return file;
  }
}

function kindOf(path: string): ReadFile['kind'] {
  if (!isFile(path)) return 'none';
  return packageFolder(path) === undefined ? 'local' : 'package';
}

/** In CommonJS output import statements are `require` calls; `import()` stays what it is. */
function externalKind(kind: string, format: 'cjs' | 'esm'): ExternalImport['kind'] {
  if (kind === 'dynamic-import') return 'import';
  return kind === 'import-statement' && format === 'esm' ? 'import' : 'require';
}

/** Plugins' namespaces (`name:path`) and disabled modules (`(disabled):path`) name no file. */
function isFile(path: string): boolean {
  return !/^[^/\\]{2,}?:/.test(path);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
