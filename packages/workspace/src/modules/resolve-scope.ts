/**
 * What the meaning of a bare import depends on beside its text. Folders with the same surroundings share one scope, so
 * that a specifier is looked up once for all of them and not once a folder.
 */
import { type FileFacts, folderOf, inFolder, isNodeModules } from './file-facts.ts';
import type { PackageJson, PackageJsonFiles } from './package-json.ts';
import type { Resolved } from './resolved.ts';
import type { TsConfigChain } from './tsconfig.ts';
import type { TsConfig } from './tsconfig-options.ts';

export interface ResolveScope {
  readonly config: TsConfig | undefined;
  /** The node_modules folders that are searched, nearest first. */
  readonly packageFolders: readonly string[];
  /** The enclosing package.json where it maps imports of its own files. */
  readonly own: PackageJson | undefined;
  readonly imported: Map<string, Resolved>;
  readonly required: Map<string, Resolved>;
}

const NO_FOLDERS: readonly string[] = [];

export class ResolveScopes {
  private readonly facts: FileFacts;
  private readonly packageJsons: PackageJsonFiles;
  private readonly chainOf: (folder: string) => TsConfigChain;
  private readonly byFolder = new Map<string, ResolveScope>();
  private readonly scopes = new Map<string, ResolveScope>();
  private readonly packageFolders = new Map<string, readonly string[]>();
  private readonly numbers = new Map<unknown, number>();

  constructor(facts: FileFacts, packageJsons: PackageJsonFiles, chainOf: (folder: string) => TsConfigChain) {
    this.facts = facts;
    this.packageJsons = packageJsons;
    this.chainOf = chainOf;
  }

  of(folder: string): ResolveScope {
    const known = this.byFolder.get(folder);
    if (known !== undefined) return known;
    const { config } = this.chainOf(folder);
    const packageFolders = this.packageFoldersOf(folder);
    const own = selfMapping(this.packageJsons.enclosingOf(folder).packageJson);
    const key = `${this.numberOf(config)} ${this.numberOf(packageFolders)} ${this.numberOf(own)}`;
    const scope = this.scopes.get(key) ?? { config, packageFolders, own, imported: new Map(), required: new Map() };
    this.scopes.set(key, scope);
    this.byFolder.set(folder, scope);
    return scope;
  }

  private packageFoldersOf(folder: string): readonly string[] {
    const known = this.packageFolders.get(folder);
    if (known !== undefined) return known;
    const above = folder === '' ? NO_FOLDERS : this.packageFoldersOf(folderOf(folder));
    const own = inFolder(folder, 'node_modules');
    const found = !isNodeModules(folder) && this.facts.isFolder(own) ? [own, ...above] : above;
    this.packageFolders.set(folder, found);
    return found;
  }

  private numberOf(value: unknown): number {
    const known = this.numbers.get(value) ?? this.numbers.size;
    this.numbers.set(value, known);
    return known;
  }
}

function selfMapping(packageJson: PackageJson | undefined): PackageJson | undefined {
  const { imports, exports } = packageJson?.fields ?? {};
  return imports === undefined && exports === undefined ? undefined : packageJson;
}
