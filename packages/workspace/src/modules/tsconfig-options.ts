/** What counts of the compilerOptions of a tsconfig chain. */
import { joinPath } from './file-facts.ts';
import { isRecord } from './package-json.ts';

export interface TsConfig {
  /** Workspace-relative; undefined where `baseUrl` is not set. */
  readonly baseUrl?: string;
  readonly paths?: PathMappings;
  /** Imports whose names are unused stay, as `verbatimModuleSyntax` and its forerunners ask for. */
  readonly keepsUnusedImports: boolean;
  /** The module that JSX adds an import of; undefined: none is added. */
  readonly jsxModule?: string;
}

export interface PathMappings {
  /** Folder that the mappings are relative to where there is no `baseUrl`. */
  readonly folder: string;
  /** Patterns with a `*`, in their order. */
  readonly wildcards: readonly string[];
  /** Undefined: there is no such pattern. Large workspaces have thousands, of which one scan asks for a few. */
  targets(pattern: string): readonly string[] | undefined;
}

/** The options of a chain, merged. */
export interface RawConfig {
  readonly options: Readonly<Record<string, unknown>>;
  /** Folder of the file that sets the option. */
  readonly origins: Readonly<Record<string, string>>;
}

/** Raw options to what counts of them. Equal configurations are one object. */
export class ConfigInterpreter {
  private readonly root: string;
  private readonly configs = new Map<string, TsConfig>();
  private readonly mappings = new WeakMap<object, Map<string, PathMappings>>();
  private readonly numbers = new Map<PathMappings | undefined, number>();

  constructor(root: string) {
    this.root = root;
  }

  interpret({ options, origins }: RawConfig, configFolder: string): TsConfig {
    const locate = (path: string, folder: string) => {
      if (path.startsWith(CONFIG_DIR)) return joinPath(configFolder, path.slice(CONFIG_DIR.length));
      return absoluteInRoot(path, this.root) ?? joinPath(folder, path);
    };
    const baseUrl =
      typeof options['baseUrl'] === 'string' ? locate(options['baseUrl'], origins['baseUrl'] ?? '') : undefined;
    const paths = this.mappingsOf(options['paths'], baseUrl, origins['paths'] ?? '', configFolder, locate);
    const jsxModule = jsxModuleOf(options);
    const keepsUnusedImports = keepsUnused(options);
    const number = this.numbers.get(paths) ?? this.numbers.size;
    this.numbers.set(paths, number);
    const key = JSON.stringify([baseUrl, number, jsxModule, keepsUnusedImports]);
    const config = this.configs.get(key) ?? {
      ...(baseUrl !== undefined && { baseUrl }),
      ...(paths !== undefined && { paths }),
      ...(jsxModule !== undefined && { jsxModule }),
      keepsUnusedImports,
    };
    this.configs.set(key, config);
    return config;
  }

  private mappingsOf(
    paths: unknown,
    baseUrl: string | undefined,
    origin: string,
    configFolder: string,
    locate: (path: string, folder: string) => string,
  ): PathMappings | undefined {
    if (!isRecord(paths)) return undefined;
    const known = this.mappings.get(paths) ?? new Map<string, PathMappings>();
    this.mappings.set(paths, known);
    const key = JSON.stringify([baseUrl, origin, usesConfigDir(paths) ? configFolder : '']);
    const mappings = known.get(key) ?? pathMappings(paths, baseUrl, origin, locate);
    known.set(key, mappings);
    return mappings;
  }
}

const CONFIG_DIR = '${configDir}';

function usesConfigDir(paths: Readonly<Record<string, unknown>>): boolean {
  return Object.values(paths).some(
    (targets) => Array.isArray(targets) && targets.some((target) => String(target).startsWith(CONFIG_DIR)),
  );
}

function keepsUnused(options: Readonly<Record<string, unknown>>): boolean {
  return (
    options['verbatimModuleSyntax'] === true ||
    options['preserveValueImports'] === true ||
    options['importsNotUsedAsValues'] === 'preserve' ||
    options['importsNotUsedAsValues'] === 'error'
  );
}

/** Targets become workspace-relative; without `baseUrl`, esbuild leaves out those that do not begin with a dot. */
function pathMappings(
  paths: Readonly<Record<string, unknown>>,
  baseUrl: string | undefined,
  origin: string,
  locate: (path: string, folder: string) => string,
): PathMappings {
  const folder = baseUrl ?? origin;
  const usable = (target: string) =>
    !target.toLowerCase().endsWith('.d.ts') &&
    (baseUrl !== undefined || /^(\.{1,2}([/\\]|$)|[/\\]|[a-z]:[/\\]|\$\{configDir\})/i.test(target));
  const located = new Map<string, readonly string[]>();
  return {
    folder,
    wildcards: Object.keys(paths).filter((pattern) => pattern.includes('*')),
    targets(pattern) {
      if (!Object.hasOwn(paths, pattern)) return undefined;
      const targets = paths[pattern];
      const found =
        located.get(pattern) ??
        (Array.isArray(targets) ? targets : [])
          .filter((target): target is string => typeof target === 'string' && usable(target))
          .map((target) => locate(target.replaceAll('\\', '/'), folder));
      located.set(pattern, found);
      return found;
    },
  };
}

function jsxModuleOf(options: Readonly<Record<string, unknown>>): string | undefined {
  const mode = options['jsx'];
  if (mode !== 'react-jsx' && mode !== 'react-jsxdev') return undefined;
  const source = typeof options['jsxImportSource'] === 'string' ? options['jsxImportSource'] : 'react';
  return `${source}/${mode === 'react-jsx' ? 'jsx-runtime' : 'jsx-dev-runtime'}`;
}

/** Undefined: not absolute, or out of the workspace. */
export function absoluteInRoot(path: string, root: string): string | undefined {
  const plain = path.replaceAll('\\', '/');
  return plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : undefined;
}
