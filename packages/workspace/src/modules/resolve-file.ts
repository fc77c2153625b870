/**
 * From a path without certainty (`./orders`) to a file (`./orders/index.ts`), in esbuild's order of attempts. Every
 * attempt before the one that succeeded is told, because a file that appears there would be taken instead.
 */
import { type FileFacts, inFolder, insideNodeModules, joinPath } from './file-facts.ts';
import type { PackageJson, PackageJsonFiles } from './package-json.ts';
import type { ResolveOptions } from './resolve-options.ts';

export interface Located {
  /** As found, before symlinks; undefined: nothing is there. */
  readonly path: string | undefined;
  /** Files that may be bundled in its stead, depending on the other imports of the bundle. */
  readonly alternatives: readonly string[];
  readonly absent: readonly string[];
  /** package.json files whose fields were followed. */
  readonly settings: readonly string[];
}

/** TypeScript's rule that `./x.js` may mean `./x.ts`. */
const REWRITTEN: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

const NONE: readonly string[] = [];

export class FileResolver {
  private readonly facts: FileFacts;
  private readonly packageJsons: PackageJsonFiles;
  private readonly options: ResolveOptions;
  private readonly known = new Map<string, Located>();

  constructor(facts: FileFacts, packageJsons: PackageJsonFiles, options: ResolveOptions) {
    this.facts = facts;
    this.packageJsons = packageJsons;
    this.options = options;
  }

  /** `required`: by `require`, which prefers a package's `main` where `import` prefers `module`. */
  fileOrFolder(path: string, required: boolean): Located {
    const key = required ? `require ${path}` : path;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const file = this.file(path);
    const located = file.path === undefined ? after(file, this.folder(path, required)) : file;
    this.known.set(key, located);
    return located;
  }

  /** Only as a folder: what `./x/` and `..` mean. */
  folder(path: string, required: boolean): Located {
    if (!this.facts.isFolder(path)) return notFound(this.indexCandidates(path));
    const packageJson = this.packageJsons.in(path);
    if (packageJson === undefined) return after(notFound([inFolder(path, 'package.json')]), this.index(path));
    const main = this.mainField(packageJson, required);
    const located = main.path === undefined ? after(main, this.index(path)) : main;
    return { ...located, settings: [packageJson.path, ...located.settings] };
  }

  /** The file that an `exports` map names: no extension is added, but `.js` may still be written in TypeScript. */
  exact(path: string): Located {
    return this.first([path, ...rewrittenForms(path)]);
  }

  private file(path: string): Located {
    const withExtension = this.extensionsFor(path).map((extension) => path + extension);
    return this.first([path, ...withExtension, ...rewrittenForms(path)]);
  }

  private index(folder: string): Located {
    return this.first(this.indexCandidates(folder));
  }

  private indexCandidates(folder: string): readonly string[] {
    return this.extensionsFor(folder).map((extension) => inFolder(folder, `index${extension}`));
  }

  private mainField(packageJson: PackageJson, required: boolean): Located {
    let tried = notFound(NONE);
    for (const field of this.options.mainFields ?? ['main', 'module']) {
      const value = packageJson.fields[field];
      if (typeof value !== 'string') continue;
      const located = this.fieldTarget(joinPath(packageJson.folder, value));
      tried = after(tried, located);
      if (located.path === undefined) continue;
      const automatic = this.options.mainFields === undefined && field === 'module';
      return automatic ? this.orIndex(tried, packageJson.folder, required) : tried;
    }
    return tried;
  }

  /**
   * Without configured main fields esbuild takes `main` and, where that leads nowhere, `module`; where an index file
   * exists beside `module`, a require takes that, and so does all of a bundle that also requires the package.
   */
  private orIndex(module: Located, folder: string, required: boolean): Located {
    const index = this.index(folder);
    if (index.path === undefined) return { ...module, absent: [...module.absent, ...index.absent] };
    if (required) return after(module, index);
    return { ...module, alternatives: [index.path], absent: [...module.absent, ...index.absent] };
  }

  private fieldTarget(path: string): Located {
    const file = this.file(path);
    return file.path === undefined ? after(file, this.index(path)) : file;
  }

  private extensionsFor(path: string): readonly string[] {
    return insideNodeModules(path) ? this.options.packageExtensions : this.options.extensions;
  }

  private first(candidates: readonly string[]): Located {
    const found = candidates.findIndex((path) => this.facts.isFile(path));
    if (found < 0) return notFound(candidates);
    return { path: candidates[found], alternatives: NONE, absent: candidates.slice(0, found), settings: NONE };
  }
}

export function notFound(absent: readonly string[]): Located {
  return { path: undefined, alternatives: NONE, absent, settings: NONE };
}

/** What a second attempt found, with the first one's misses. */
export function after(missed: Located, located: Located): Located {
  if (missed.absent.length === 0 && missed.settings.length === 0) return located;
  return {
    ...located,
    absent: [...missed.absent, ...located.absent],
    settings: [...missed.settings, ...located.settings],
  };
}

function rewrittenForms(path: string): readonly string[] {
  const dot = path.lastIndexOf('.');
  if (dot <= path.lastIndexOf('/')) return NONE;
  return (REWRITTEN[path.slice(dot)] ?? NONE).map((extension) => path.slice(0, dot) + extension);
}
