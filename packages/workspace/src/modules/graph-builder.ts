/** The module graph under one set of resolution options, grown from entry points. */
import type { Failure, ImportTarget, ModuleImport, ModuleNode, Notice, PackageReference, Place } from '@nx-lambda/core';
import { expandGlob } from './expand-glob.ts';
import { type FileFacts, folderOf, joinPath } from './file-facts.ts';
import type { PackageJsonFiles } from './package-json.ts';
import type { ImportResolver } from './resolve-import.ts';
import { loaderOf, type ResolveOptions } from './resolve-options.ts';
import type { Resolved } from './resolved.ts';
import type { SourceReader } from './source-reader.ts';
import { externalMatcher } from './specifier.ts';
import type { TsConfigChain } from './tsconfig.ts';
import type { ModuleSyntax, WrittenImport } from './written-import.ts';

export interface GraphParts {
  readonly facts: FileFacts;
  readonly packageJsons: PackageJsonFiles;
  readonly sources: SourceReader;
  readonly resolver: ImportResolver;
  readonly options: ResolveOptions;
  /** Externals that are not shipped. */
  readonly provided: readonly string[];
}

interface Gathering {
  readonly imports: ModuleImport[];
  readonly settings: Set<string>;
  readonly absent: Set<string>;
  readonly globs: Set<string>;
  readonly packages: Map<string, PackageReference>;
}

export class GraphBuilder {
  readonly nodes = new Map<string, ModuleNode>();
  private readonly parts: GraphParts;
  private readonly isProvided: (specifier: string) => boolean;

  constructor(parts: GraphParts) {
    this.parts = parts;
    this.isProvided = externalMatcher(parts.provided);
  }

  async grow(entryPoints: readonly string[]): Promise<void> {
    const { facts, sources, options } = this.parts;
    const waiting = [...entryPoints];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (this.nodes.has(path) || !facts.isFile(path)) continue;
      const loader = loaderOf(path, options.loader);
      let syntax = sources.read(path, loader);
      if (syntax === undefined) {
        await sources.loadParser();
        syntax = sources.read(path, loader) ?? { imports: [], globs: [], computed: [] };
      }
      const node = this.node(path, syntax);
      this.nodes.set(path, node);
      for (const { target } of node.imports) if (target.kind === 'file') waiting.push(target.path);
    }
  }

  private node(path: string, syntax: ModuleSyntax): ModuleNode {
    const folder = folderOf(path);
    const tsconfig = this.parts.resolver.tsConfigFor(folder);
    const gathering = this.surroundings(path, folder, tsconfig);
    const keepsUnused = tsconfig.config?.keepsUnusedImports === true;
    for (const written of syntax.imports) {
      if (written.unused !== true || keepsUnused) this.addImport(path, folder, written, gathering);
    }
    this.addJsx(path, folder, syntax, tsconfig, gathering);
    for (const { glob, kind, line, column } of syntax.globs) {
      gathering.globs.add(joinPath(folder, glob));
      for (const match of expandGlob(this.parts.facts, folder, glob)) {
        gathering.imports.push({ specifier: glob, kind, line, column, target: { kind: 'file', path: match } });
      }
    }
    return {
      path,
      imports: gathering.imports,
      settings: [...gathering.settings],
      absent: [...gathering.absent],
      ...(gathering.globs.size > 0 && { globs: [...gathering.globs] }),
      ...(gathering.packages.size > 0 && { packages: [...gathering.packages.values()] }),
      notices: syntax.computed.map((computed) =>
        computedNotice(computed.kind, this.place(path, computed.line, computed.column, computed.length)),
      ),
    };
  }

  private surroundings(path: string, folder: string, tsconfig: TsConfigChain): Gathering {
    const { packageJsons, facts } = this.parts;
    const own = packageJsons.enclosingOf(folder);
    const fact = facts.at(path);
    return {
      imports: [],
      settings: new Set([
        ...tsconfig.settings,
        ...(own.packageJson === undefined ? [] : [own.packageJson.path]),
        ...(fact.kind === 'missing' ? [] : fact.links),
      ]),
      absent: new Set([...tsconfig.absent, ...own.absent]),
      globs: new Set(),
      packages: new Map(tsconfig.packages.map((name) => [name, { name }])),
    };
  }

  private addImport(path: string, folder: string, written: WrittenImport, gathering: Gathering): void {
    const { specifier, kind, line, column } = written;
    const resolved = this.parts.resolver.resolve(folder, specifier, kind);
    for (const each of resolved.absent) gathering.absent.add(each);
    for (const each of resolved.settings) gathering.settings.add(each);
    if (resolved.kind === 'external') this.addExternal(specifier, resolved, gathering);
    if (resolved.kind === 'unresolved' && written.optional === true) return;
    // Neither bundles the file nor changes it: the text stays as written.
    if (kind === 'require-resolve' && resolved.kind === 'file') return;
    for (const target of this.targetsOf(path, written, resolved)) {
      gathering.imports.push({ specifier, kind, target, line, column });
    }
  }

  private targetsOf(path: string, written: WrittenImport, resolved: Resolved): readonly ImportTarget[] {
    switch (resolved.kind) {
      case 'file':
        return resolved.targets;
      case 'package': {
        const { name, version } = resolved;
        return [{ kind: 'package', name, ...(version !== undefined && { version }) }];
      }
      case 'unresolved': {
        const place = this.place(path, written.line, written.column, written.length);
        return [{ kind: 'unresolved', failure: unresolved(written.specifier, place) }];
      }
      default:
        return [{ kind: resolved.kind }];
    }
  }

  /** What is left out of the bundle and not carried by the runtime is shipped as files, so it counts. */
  private addExternal(
    specifier: string,
    resolved: Resolved & { readonly kind: 'external' },
    gathering: Gathering,
  ): void {
    if (this.isProvided(specifier)) return;
    if (resolved.package !== undefined) gathering.packages.set(resolved.package, { name: resolved.package });
    if (resolved.folder !== undefined) gathering.globs.add(`${resolved.folder}/**/*`);
  }

  private addJsx(
    path: string,
    folder: string,
    syntax: ModuleSyntax,
    tsconfig: TsConfigChain,
    gathering: Gathering,
  ): void {
    const source = syntax.jsx?.importSource;
    const specifier = source === undefined ? tsconfig.config?.jsxModule : `${source}/jsx-runtime`;
    if (syntax.jsx === undefined || specifier === undefined) return;
    this.addImport(
      path,
      folder,
      { specifier, kind: 'import', line: 1, column: 1, length: 1, optional: true },
      gathering,
    );
  }

  private place(file: string, line: number, column: number, length: number): Place {
    const lineText = this.parts.facts.bytes(file)?.toString('utf8').split(/\r?\n/)[line - 1];
    return { file, line, column, length, ...(lineText !== undefined && lineText.length <= 500 && { lineText }) };
  }
}

function unresolved(specifier: string, place: Place): Failure {
  return {
    code: 'NXL-GRAPH-UNRESOLVED',
    message: `Could not resolve "${specifier}"`,
    advice: 'Correct the path, or add the file that it names.',
    place,
  };
}

function computedNotice(kind: 'dynamic-import' | 'require', place: Place): Notice {
  const call = kind === 'require' ? 'require(…)' : 'import(…)';
  return {
    code: 'NXL-GRAPH-COMPUTED',
    message: `This ${call} computes its path, so a change of the files that it loads is not noticed.`,
    advice: 'Name the files in "inputs" in lambda.config.json, or write the path as a literal.',
    place,
  };
}
