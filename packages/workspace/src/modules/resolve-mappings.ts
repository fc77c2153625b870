/** `paths` and `baseUrl` of a tsconfig, each specifier looked up once. */
import { joinPath } from './file-facts.ts';
import { mappingTargets } from './path-mappings.ts';
import { after, type FileResolver, type Located, notFound } from './resolve-file.ts';
import type { TsConfig } from './tsconfig-options.ts';

export class MappingResolver {
  private readonly files: FileResolver;
  private readonly known = new Map<TsConfig, Map<string, Located | undefined>>();

  constructor(files: FileResolver) {
    this.files = files;
  }

  /** Undefined: the tsconfig says nothing about the specifier. */
  find(config: TsConfig | undefined, specifier: string, required: boolean): Located | undefined {
    if (config === undefined || (config.paths === undefined && config.baseUrl === undefined)) return undefined;
    const known = this.known.get(config) ?? new Map<string, Located | undefined>();
    this.known.set(config, known);
    const key = required ? `require ${specifier}` : specifier;
    if (known.has(key)) return known.get(key);
    const located = this.throughMappings(config, specifier, required);
    known.set(key, located);
    return located;
  }

  private throughMappings(config: TsConfig, specifier: string, required: boolean): Located | undefined {
    const targets = config.paths === undefined ? undefined : mappingTargets(config.paths, specifier);
    const paths = [
      ...(targets ?? []),
      ...(config.baseUrl === undefined || specifier.startsWith('/') ? [] : [joinPath(config.baseUrl, specifier)]),
    ];
    if (paths.length === 0) return undefined;
    let tried = notFound([]);
    for (const path of paths) {
      tried = after(tried, this.files.fileOrFolder(path, required));
      if (tried.path !== undefined) break;
    }
    return tried;
  }
}
