/**
 * What one import means, as esbuild 0.28 resolves for platform node. oxc-resolver is not used for it: it tells neither
 * the paths it tried in vain nor follows esbuild in paths, extension order and main fields. Packages are looked up no
 * further than their folder: Nx hashes what is in node_modules by the lockfile.
 */
import type { ImportKind } from '@nx-lambda/core';
import type { WorkspacePackageLookup } from '../npm-workspaces/workspace-packages.ts';
import { type FileFacts, insideNodeModules, joinPath } from './file-facts.ts';
import { LinkFollower } from './follow-links.ts';
import { type MapResult, resolveExports, resolveImports } from './package-exports.ts';
import type { PackageJson, PackageJsonFiles } from './package-json.ts';
import { after, FileResolver, type Located, notFound } from './resolve-file.ts';
import { MappingResolver } from './resolve-mappings.ts';
import type { ResolveOptions } from './resolve-options.ts';
import { type ResolveScope, ResolveScopes } from './resolve-scope.ts';
import { type Found, fileTargets, NOTHING, type Resolved } from './resolved.ts';
import { externalMatcher, isBuiltin, isPackagePath, packageNameOf, packageSubpathOf } from './specifier.ts';
import type { TsConfigChain, TsConfigFiles } from './tsconfig.ts';

export class ImportResolver {
  private readonly facts: FileFacts;
  private readonly packageJsons: PackageJsonFiles;
  private readonly tsConfigs: TsConfigFiles;
  private readonly options: ResolveOptions;
  private readonly files: FileResolver;
  private readonly importConditions: ReadonlySet<string>;
  private readonly requireConditions: ReadonlySet<string>;
  /** Folders of the workspace's packages by name, for those that no install has linked yet. */
  private readonly workspacePackages: WorkspacePackageLookup;
  private readonly scopes: ResolveScopes;
  private readonly isExternal: (specifier: string) => boolean;
  /** Externals that name a file of the workspace, whichever way it is imported. */
  private readonly externalPaths: ReadonlySet<string>;
  private readonly links: LinkFollower;
  private readonly mappings: MappingResolver;

  constructor(
    facts: FileFacts,
    packageJsons: PackageJsonFiles,
    tsConfigs: TsConfigFiles,
    options: ResolveOptions,
    workspacePackages: WorkspacePackageLookup,
  ) {
    this.facts = facts;
    this.workspacePackages = workspacePackages;
    this.packageJsons = packageJsons;
    this.tsConfigs = tsConfigs;
    this.options = options;
    this.files = new FileResolver(facts, packageJsons, options);
    this.links = new LinkFollower(facts, packageJsons);
    this.mappings = new MappingResolver(this.files);
    this.scopes = new ResolveScopes(facts, packageJsons, (folder) => this.tsConfigFor(folder));
    this.isExternal = externalMatcher(options.external);
    this.externalPaths = new Set(
      options.external.filter((path) => path.startsWith('.')).map((path) => joinPath('', path)),
    );
    const conditions = options.conditions.length === 0 ? ['module'] : options.conditions;
    this.importConditions = new Set(['node', 'import', ...conditions]);
    this.requireConditions = new Set(['node', 'require', ...conditions]);
  }

  tsConfigFor(folder: string): TsConfigChain {
    return this.options.tsconfig === undefined || insideNodeModules(folder)
      ? this.tsConfigs.nearest(folder)
      : this.tsConfigs.at(this.options.tsconfig);
  }

  resolve(folder: string, specifier: string, kind: ImportKind): Resolved {
    const required = kind === 'require' || kind === 'require-resolve';
    if (!isPackagePath(specifier)) return this.find(folder, specifier, required);
    const scope = this.scopes.of(folder);
    const shared = required ? scope.required : scope.imported;
    const known = shared.get(specifier);
    if (known !== undefined) return known;
    const resolved = this.find(folder, specifier, required);
    shared.set(specifier, resolved);
    return resolved;
  }

  private find(from: string, written: string, required: boolean): Resolved {
    const aliased = this.aliasOf(written);
    const specifier = aliased ?? written;
    const folder = aliased === undefined ? from : '';
    if (this.isExternal(specifier)) {
      if (!isPackagePath(specifier)) return { kind: 'external', ...NOTHING };
      return this.external(this.scopes.of(folder), packageNameOf(specifier));
    }
    if (isUrl(specifier)) return { kind: 'external', ...NOTHING };
    if (isBuiltin(specifier)) return { kind: 'builtin', ...NOTHING };
    const found = this.withoutSuffix(folder, specifier, required);
    const suffix = specifier.search(/[?#]/);
    if (found.kind !== 'unresolved' || suffix < 1) return found;
    const plain = this.withoutSuffix(folder, specifier.slice(0, suffix), required);
    return { ...plain, absent: [...found.absent, ...plain.absent] };
  }

  private aliasOf(specifier: string): string | undefined {
    if (!isPackagePath(specifier)) return undefined;
    const key = Object.keys(this.options.alias)
      .filter((name) => specifier === name || specifier.startsWith(`${name}/`))
      .reduce((longest, name) => (name.length > longest.length ? name : longest), '');
    if (key === '') return undefined;
    const tail = specifier.slice(key.length);
    return `${this.options.alias[key]}${tail === '/' ? '' : tail}`;
  }

  private withoutSuffix(folder: string, specifier: string, required: boolean): Resolved {
    if (isPackagePath(specifier)) return this.fromPackagePath(this.scopes.of(folder), specifier, required, true);
    if (this.externalPaths.has(joinPath(folder, specifier))) return { kind: 'external', ...NOTHING };
    const located = specifier.startsWith('/')
      ? this.fromAbsolute(folder, specifier, required)
      : this.fromRelative(joinPath(folder, specifier), specifier, required);
    return this.links.settle(located);
  }

  private fromRelative(path: string, specifier: string, required: boolean): Located {
    const meansFolder = /(^|\/)\.{0,2}$/.test(specifier);
    return meansFolder ? this.files.folder(path, required) : this.files.fileOrFolder(path, required);
  }

  private fromAbsolute(folder: string, specifier: string, required: boolean): Located {
    const mapped = this.mappings.find(this.scopes.of(folder).config, specifier, required);
    if (mapped?.path !== undefined) return mapped;
    const inside = specifier.startsWith(`${this.facts.root}/`);
    const found = inside
      ? this.files.fileOrFolder(specifier.slice(this.facts.root.length + 1), required)
      : notFound([]);
    return after(mapped ?? notFound([]), found);
  }

  private fromPackagePath(scope: ResolveScope, specifier: string, required: boolean, imports: boolean): Resolved {
    const mapped = this.mappings.find(scope.config, specifier, required);
    if (mapped?.path !== undefined) return this.links.settle(mapped);
    const rest = this.beyondMappings(scope, specifier, required, imports);
    return mapped === undefined ? rest : { ...rest, absent: [...this.links.realAbsences(mapped), ...rest.absent] };
  }

  private beyondMappings(scope: ResolveScope, specifier: string, required: boolean, imports: boolean): Resolved {
    const { own } = scope;
    if (specifier.startsWith('#') && imports && own?.fields['imports'] !== undefined) {
      return this.fromImportsMap(own, specifier, required);
    }
    const name = packageNameOf(specifier);
    if (this.options.packagesExternal) return this.external(scope, name);
    if (own !== undefined && own.fields['name'] === name && isMap(own.fields['exports'])) {
      return this.links.settle(this.throughExports(own, specifier, required));
    }
    return this.fromNodeModules(scope, specifier, name, required);
  }

  private fromImportsMap(own: PackageJson, specifier: string, required: boolean): Resolved {
    const target = resolveImports(own.fields['imports'], specifier, this.conditions(required));
    if (target.kind === 'package') {
      if (isBuiltin(target.specifier)) return { kind: 'builtin', ...NOTHING };
      const found = this.fromPackagePath(this.scopes.of(own.folder), target.specifier, required, false);
      return { ...found, settings: [own.path, ...found.settings] };
    }
    return this.links.settle(this.mapTarget(own, target, required));
  }

  /** A package that is not installed is a package all the same: the build needs it, the graph does not. */
  private fromNodeModules(scope: ResolveScope, specifier: string, name: string, required: boolean): Resolved {
    let missed = notFound([]);
    let library: string | undefined;
    for (const packages of scope.packageFolders) {
      const packageFolder = `${packages}/${name}`;
      const fact = this.facts.at(packageFolder);
      if (fact.kind !== 'folder') continue;
      if (fact.real === undefined || insideNodeModules(fact.real)) {
        return this.links.withMisses(missed, this.links.installed(packageFolder, name));
      }
      library ??= fact.real;
      const located = this.fromLibrary(packageFolder, specifier, required);
      if (located.path !== undefined) return this.links.settle(after(missed, located));
      missed = after(located, missed);
    }
    const folder = library === undefined ? this.workspacePackages(name) : undefined;
    if (folder !== undefined) {
      library = folder;
      const located = this.fromLibrary(folder, specifier, required);
      if (located.path !== undefined) return this.links.settle(after(missed, located));
      missed = after(located, missed);
    }
    return this.links.withMisses(
      missed,
      library === undefined ? { kind: 'package', name } : this.unbuilt(library, name),
    );
  }

  /** A library whose main file is missing, mostly because its build has not run, is stood in for by its package.json. */
  private unbuilt(library: string, name: string): Found {
    const packageJson = this.packageJsons.in(library);
    return packageJson === undefined ? { kind: 'package', name } : fileTargets([packageJson.path]);
  }

  /** A library of this workspace, linked into node_modules. */
  private fromLibrary(packageFolder: string, specifier: string, required: boolean): Located {
    const packageJson = this.packageJsons.in(packageFolder);
    if (packageJson !== undefined && isMap(packageJson.fields['exports'])) {
      return this.throughExports(packageJson, specifier, required);
    }
    return this.files.fileOrFolder(joinPath(packageFolder, packageSubpathOf(specifier)), required);
  }

  private throughExports(packageJson: PackageJson, specifier: string, required: boolean): Located {
    const subpath = packageSubpathOf(specifier);
    return this.mapTarget(
      packageJson,
      resolveExports(packageJson.fields['exports'], subpath, this.conditions(required)),
      required,
    );
  }

  private mapTarget(packageJson: PackageJson, target: MapResult, required: boolean): Located {
    const located =
      target.kind !== 'path'
        ? notFound([])
        : target.exact
          ? this.files.exact(joinPath(packageJson.folder, decoded(target.path)))
          : this.files.fileOrFolder(joinPath(packageJson.folder, decoded(target.path)), required);
    return { ...located, settings: [packageJson.path, ...located.settings] };
  }

  private conditions(required: boolean): ReadonlySet<string> {
    return required ? this.requireConditions : this.importConditions;
  }

  /** What is left out of the bundle is shipped as it is: a package, or all of a workspace library. */
  private external(scope: ResolveScope, name: string): Resolved {
    for (const packages of scope.packageFolders) {
      const fact = this.facts.at(`${packages}/${name}`);
      if (fact.kind !== 'folder') continue;
      if (fact.real === undefined || insideNodeModules(fact.real)) break;
      return { kind: 'external', folder: fact.real, ...NOTHING };
    }
    return { kind: 'external', package: name, ...NOTHING };
  }
}

function isUrl(specifier: string): boolean {
  return specifier.startsWith('//') || /^(?:https?:\/\/|data:)/.test(specifier);
}

function isMap(exports: unknown): boolean {
  return exports !== undefined && exports !== null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
