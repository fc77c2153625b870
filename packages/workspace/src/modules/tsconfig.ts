/**
 * tsconfig.json as esbuild reads it: the nearest tsconfig.json (else jsconfig.json) of each folder outside
 * node_modules, with its `extends` chain; `references` do not count.
 */
import { type FileFacts, folderOf, inFolder, insideNodeModules, joinPath } from './file-facts.ts';
import { parseJsonWithComments } from './json-with-comments.ts';
import { resolveExports } from './package-exports.ts';
import { isRecord, type PackageJsonFiles } from './package-json.ts';
import { packageNameOf, packageSubpathOf } from './specifier.ts';
import { absoluteInRoot, ConfigInterpreter, type RawConfig, type TsConfig } from './tsconfig-options.ts';

export interface TsConfigChain {
  readonly config: TsConfig | undefined;
  /** Every file of the chain. */
  readonly settings: readonly string[];
  /** Files that would take over or join the chain if they appeared. */
  readonly absent: readonly string[];
  /** Packages that the chain extends. */
  readonly packages: readonly string[];
}

interface Trail {
  readonly settings: string[];
  readonly absent: string[];
  readonly packages: string[];
  readonly configFolder: string;
}

const EMPTY: TsConfigChain = { config: undefined, settings: [], absent: [], packages: [] };

export class TsConfigFiles {
  private readonly facts: FileFacts;
  private readonly packageJsons: PackageJsonFiles;
  private readonly byFolder = new Map<string, TsConfigChain>();
  private readonly byPath = new Map<string, TsConfigChain>();
  private readonly parsed = new Map<string, Readonly<Record<string, unknown>>>();
  private readonly interpreter: ConfigInterpreter;

  constructor(facts: FileFacts, packageJsons: PackageJsonFiles) {
    this.facts = facts;
    this.packageJsons = packageJsons;
    this.interpreter = new ConfigInterpreter(facts.root);
  }

  /** What counts for the files of a folder. */
  nearest(folder: string): TsConfigChain {
    if (insideNodeModules(folder)) return EMPTY;
    const known = this.byFolder.get(folder);
    if (known !== undefined) return known;
    const chain = this.findNearest(folder);
    this.byFolder.set(folder, chain);
    return chain;
  }

  at(path: string): TsConfigChain {
    const known = this.byPath.get(path);
    if (known !== undefined) return known;
    const trail: Trail = { settings: [], absent: [], packages: [], configFolder: folderOf(path) };
    const raw = this.load(path, trail, []);
    const chain = {
      ...trail,
      config: raw === undefined ? undefined : this.interpreter.interpret(raw, trail.configFolder),
    };
    this.byPath.set(path, chain);
    return chain;
  }

  private findNearest(folder: string): TsConfigChain {
    const absent: string[] = [];
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const path = inFolder(folder, name);
      if (this.facts.isFile(path)) {
        const chain = this.at(path);
        return absent.length === 0 ? chain : { ...chain, absent: [...absent, ...chain.absent] };
      }
      absent.push(path);
    }
    if (folder === '') return { ...EMPTY, absent };
    const above = this.nearest(folderOf(folder));
    return { ...above, absent: [...absent, ...above.absent] };
  }

  private load(path: string, trail: Trail, visited: readonly string[]): RawConfig | undefined {
    const fact = this.facts.at(path);
    if (fact.kind !== 'file') {
      if (!insideNodeModules(path)) trail.absent.push(path);
      return undefined;
    }
    const file = fact.real ?? path;
    trail.settings.push(...fact.links);
    if (visited.includes(file)) return undefined;
    if (!insideNodeModules(file)) trail.settings.push(file);
    const json = this.json(file);
    const bases = (Array.isArray(json['extends']) ? json['extends'] : [json['extends']])
      .filter((base): base is string => typeof base === 'string')
      .map((base) => this.loadBase(base, folderOf(file), trail, [...visited, file]));
    const options = isRecord(json['compilerOptions']) ? json['compilerOptions'] : {};
    const origins = Object.fromEntries(Object.keys(options).map((key) => [key, folderOf(file)]));
    return [...bases, { options, origins }].reduce<RawConfig>(merge, { options: {}, origins: {} });
  }

  /** The same object for the same file, so that chains with a common base share what it says. */
  private json(file: string): Readonly<Record<string, unknown>> {
    const known = this.parsed.get(file);
    if (known !== undefined) return known;
    const value = parseJsonWithComments(this.facts.bytes(file)?.toString('utf8') ?? '');
    const json = isRecord(value) ? value : {};
    this.parsed.set(file, json);
    return json;
  }

  private loadBase(base: string, folder: string, trail: Trail, visited: readonly string[]): RawConfig | undefined {
    if (base.startsWith('.')) {
      const path = joinPath(folder, base === '.' || base === '..' ? `${base}/tsconfig.json` : base);
      if (this.facts.isFile(path) || path.endsWith('.json')) return this.load(path, trail, visited);
      trail.absent.push(path);
      return this.load(`${path}.json`, trail, visited);
    }
    const inRoot = absoluteInRoot(base, this.facts.root);
    return inRoot === undefined
      ? this.loadPackageBase(base, folder, trail, visited)
      : this.load(inRoot, trail, visited);
  }

  private loadPackageBase(base: string, from: string, trail: Trail, visited: readonly string[]): RawConfig | undefined {
    const name = packageNameOf(base);
    for (let folder = from; ; folder = folderOf(folder)) {
      const packageFolder = joinPath(folder, `node_modules/${name}`);
      const path = this.facts.isFolder(packageFolder) ? this.packageConfig(packageFolder, base) : undefined;
      if (path !== undefined) {
        trail.packages.push(name);
        return this.load(path, trail, visited);
      }
      if (folder === '') break;
    }
    trail.packages.push(name);
    return undefined;
  }

  private packageConfig(packageFolder: string, base: string): string | undefined {
    const fields = this.packageJsons.in(packageFolder)?.fields ?? {};
    const subpath = packageSubpathOf(base);
    const mapped =
      fields['exports'] === undefined ? undefined : resolveExports(fields['exports'], subpath, REQUIRE_CONDITIONS);
    if (mapped?.kind === 'path') return joinPath(packageFolder, mapped.path);
    const named = typeof fields['tsconfig'] === 'string' ? fields['tsconfig'] : subpath;
    const path = joinPath(packageFolder, named);
    return [`${path}/tsconfig.json`, path, `${path}.json`].find((candidate) => this.facts.isFile(candidate));
  }
}

const REQUIRE_CONDITIONS: ReadonlySet<string> = new Set(['node', 'require', 'module', 'default']);

function merge(base: RawConfig, own: RawConfig | undefined): RawConfig {
  if (own === undefined) return base;
  return { options: { ...base.options, ...own.options }, origins: { ...base.origins, ...own.origins } };
}
