/**
 * Reads, function by function, everything in the workspace that can change a function's bytes: the files that esbuild
 * would bundle, the settings that steer it, the paths whose appearance would change what an import means, and the npm
 * packages. Wherever it is in doubt it declares an input too many, never one too few; the build proves it.
 *
 * Of npm packages only those are told that local files import: what these import in turn is fixed by the lockfile,
 * which Nx hashes for each package together with all that it depends on. A bare import that is not installed is a
 * package all the same, so the answer is the same before an install.
 */
import type {
  BundleSource,
  Failure,
  FileEdge,
  FunctionInputs,
  LambdaFunction,
  ModuleGraph,
  ModuleNode,
  Notice,
  Service,
} from '@nx-lambda/core';
import { type DeclaredInputs, functionInputs } from '@nx-lambda/core';
import type { WorkspacePackageLookup } from '../npm-workspaces/workspace-packages.ts';
import { declaredInputs } from './declared-inputs.ts';
import { EarlyLook } from './early-look.ts';
import { fileEdges } from './file-edges.ts';
import { FileFacts, type ReadBytes } from './file-facts.ts';
import { GraphBuilder } from './graph-builder.ts';
import { PackageJsonFiles } from './package-json.ts';
import { ImportResolver } from './resolve-import.ts';
import { resolveOptionsOf } from './resolve-options.ts';
import type { SourceProof } from './source-proof.ts';
import { SourceReader } from './source-reader.ts';
import { type SourceContent, SyntaxCache } from './syntax-cache.ts';
import { TsConfigFiles } from './tsconfig.ts';

export interface ScanRequest extends ScanOptions {
  readonly services: readonly Service[];
}

export interface ScanOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Absolute path of the cache; absent: everything is read anew. */
  readonly cacheFile?: string;
  /** Versions of this plugin and of oxc-parser: a cache made by others does not count. */
  readonly toolVersions?: string;
  /** The workspace's own packages by name: these resolve before an install links them. */
  readonly workspacePackages?: WorkspacePackageLookup;
  /** How files are read; Node's own way when absent. */
  readonly readBytes?: ReadBytes;
  /** Whether a path is known not to exist, by who looked at the same files just now. */
  readonly isMissing?: (path: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface ModuleScan {
  /** Of all functions together. Where functions resolve differently, {@link ModuleScan.graphOf} tells them apart. */
  readonly graph: ModuleGraph;
  /** In the order of the services and their functions; functions without local code are there too. */
  readonly inputs: readonly FunctionInputs[];
  /** Imports of local files and packages, free of duplicates, sorted by the importing file. Worked out at each call. */
  edges(): readonly FileEdge[];
  /** About the scan itself, such as a broken cache; what is about a function stands in its inputs. */
  readonly notices: readonly Notice[];
  /** By path: sources of which nothing counts but what they import. */
  sourceProofs(): ReadonlyMap<string, SourceProof>;
  /** The graph as one function's options make it; undefined for a function that is not bundled. */
  graphOf(service: string, logicalId: string): ModuleGraph | undefined;
}

interface ScannedFunction {
  readonly declared: DeclaredInputs;
  readonly builder: GraphBuilder | undefined;
}

/** A scan in parts: each service is read when its inputs are asked for, and what was read is shared. */
export interface ModuleScanner {
  /** In the order of the services and their functions; functions without local code are there too. */
  inputsOf(services: readonly Service[]): Promise<readonly FunctionInputs[]>;
  /** Undefined for a function that is not bundled, or was not asked for. */
  graphOf(service: string, logicalId: string): ModuleGraph | undefined;
  graphs(): readonly ModuleGraph[];
  /** Of a source that was read, as it was then; undefined for other files. */
  contentOf(path: string): SourceContent | undefined;
  /** By path: sources of which nothing counts but what they import. */
  sourceProofs(): ReadonlyMap<string, SourceProof>;
  /** To be called at the end: what was learnt is remembered. */
  finish(): void;
  /** For who reads the same files while they are scanned. */
  readonly early: EarlyLook;
  readonly notices: readonly Notice[];
}

export function moduleScanner(request: ScanOptions): ModuleScanner {
  const now = request.now ?? Date.now;
  const facts = new FileFacts(request.workspaceRoot, request.readBytes, request.isMissing);
  const cache = new SyntaxCache(facts, {
    file: request.cacheFile,
    tools: request.toolVersions ?? '',
    now: now(),
  });
  const packageJsons = new PackageJsonFiles(facts);
  const sources = new SourceReader(facts, cache);
  const builders = new BuilderPool(facts, packageJsons, sources, request.workspacePackages);
  const withUnreadable = (inputs: FunctionInputs): FunctionInputs => {
    if (facts.unreadable.size === 0) return inputs;
    const unreadable = [...inputs.files, ...inputs.settings].filter((path) => facts.unreadable.has(path));
    return { ...inputs, failures: [...inputs.failures, ...unreadable.map(unreadableFile)] };
  };
  const byName = new Map<string, GraphBuilder | undefined>();
  return {
    async inputsOf(services) {
      const functions: ScannedFunction[] = [];
      for (const service of services) {
        for (const each of service.functions) functions.push(await builders.scan(service, each));
      }
      const isFirst = byName.size === 0;
      for (const { declared, builder } of functions) byName.set(keyOf(declared.service, declared.logicalId), builder);
      const inputs = inputsOf(functions, isFirst ? (graph) => graph : reachedPart);
      return withIgnored(request.workspaceRoot, inputs.map(withUnreadable));
    },
    graphOf: (service, logicalId) => byName.get(keyOf(service, logicalId)),
    graphs: () => builders.graphs(),
    contentOf: (path) => cache.contentAt(path),
    sourceProofs: () => sources.proofs(),
    finish: () => cache.save(),
    early: new EarlyLook(facts),
    get notices() {
      return cache.notices;
    },
  };
}

export async function scanModules({ services, ...options }: ScanRequest): Promise<ModuleScan> {
  const scanner = moduleScanner(options);
  const inputs = await scanner.inputsOf(services);
  scanner.finish();
  const graphs = scanner.graphs();
  return {
    graph: united(graphs),
    inputs,
    edges: () => fileEdges(graphs),
    notices: scanner.notices,
    sourceProofs: scanner.sourceProofs,
    graphOf: scanner.graphOf,
  };
}

/** What the file imports is not known, so nothing that follows from it may be remembered. */
function unreadableFile(path: string): Failure {
  return {
    code: 'NXL-GRAPH-UNREADABLE',
    message: `${path} could not be read: it is gone by now, or may not be read.`,
    advice: 'Run the command again; if it stays so, look at the rights of the file.',
    place: { file: path, line: 1, column: 1 },
  };
}

/** Folders are listed by code of their own, which a workspace of bundled functions never loads. */
async function withIgnored(root: string, inputs: readonly FunctionInputs[]): Promise<readonly FunctionInputs[]> {
  if (inputs.every(({ globs }) => globs.length === 0)) return inputs;
  const { withIgnoredContents } = await import('./ignored-contents.ts');
  return withIgnoredContents(root, inputs);
}

const EMPTY_GRAPH: ModuleGraph = { nodes: new Map() };

function inputsOf(
  functions: readonly ScannedFunction[],
  partOf: (graph: ModuleGraph, functions: readonly DeclaredInputs[]) => ModuleGraph,
): readonly FunctionInputs[] {
  const byGraph = new Map<ModuleGraph, DeclaredInputs[]>();
  for (const { declared, builder = EMPTY_GRAPH } of functions) {
    const sharing = byGraph.get(builder) ?? [];
    byGraph.set(builder, sharing);
    sharing.push(declared);
  }
  const found = new Map<DeclaredInputs, FunctionInputs>();
  for (const [graph, declared] of byGraph) {
    const inputs = functionInputs(partOf(graph, declared), declared);
    declared.forEach((each, index) => {
      const own = inputs[index];
      if (own !== undefined) found.set(each, own);
    });
  }
  return functions.flatMap(({ declared }) => found.get(declared) ?? []);
}

/** Without what functions of earlier calls alone reach: that would be looked at in every call. */
function reachedPart({ nodes }: ModuleGraph, functions: readonly DeclaredInputs[]): ModuleGraph {
  const reached = new Map<string, ModuleNode>();
  const waiting = functions.flatMap(({ entryPoints }) => entryPoints);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const node = reached.has(path) ? undefined : nodes.get(path);
    if (node === undefined) continue;
    reached.set(path, node);
    for (const { target } of node.imports) if (target.kind === 'file') waiting.push(target.path);
  }
  return { nodes: reached };
}

/** Functions with equal resolution options share one graph. */
class BuilderPool {
  private readonly facts: FileFacts;
  private readonly packageJsons: PackageJsonFiles;
  private readonly tsConfigs: TsConfigFiles;
  private readonly sources: SourceReader;
  private readonly workspacePackages: WorkspacePackageLookup;
  private readonly builders = new Map<string, GraphBuilder>();

  constructor(
    facts: FileFacts,
    packageJsons: PackageJsonFiles,
    sources: SourceReader,
    workspacePackages: WorkspacePackageLookup = () => undefined,
  ) {
    this.facts = facts;
    this.workspacePackages = workspacePackages;
    this.packageJsons = packageJsons;
    this.tsConfigs = new TsConfigFiles(facts, packageJsons);
    this.sources = sources;
  }

  graphs(): readonly ModuleGraph[] {
    return [...this.builders.values()];
  }

  async scan(service: Service, each: LambdaFunction): Promise<ScannedFunction> {
    const builder = each.source.kind === 'bundle' ? this.builderFor(each.source) : undefined;
    const declared = declaredInputs(service, each, this.facts, this.tsConfigs);
    await builder?.grow(declared.entryPoints);
    return { declared, builder };
  }

  private builderFor({ bundle }: BundleSource): GraphBuilder {
    const options = resolveOptionsOf(bundle);
    const key = JSON.stringify([options, bundle.provided]);
    const known = this.builders.get(key);
    if (known !== undefined) return known;
    const { facts, packageJsons, sources, tsConfigs } = this;
    const resolver = new ImportResolver(facts, packageJsons, tsConfigs, options, this.workspacePackages);
    const builder = new GraphBuilder({ facts, packageJsons, sources, resolver, options, provided: bundle.provided });
    this.builders.set(key, builder);
    return builder;
  }
}

function keyOf(service: string, logicalId: string): string {
  return `${service}\0${logicalId}`;
}

function united(graphs: readonly ModuleGraph[]): ModuleGraph {
  const [only, second] = graphs;
  if (second === undefined) return only ?? EMPTY_GRAPH;
  const nodes = new Map<string, ModuleGraph['nodes'] extends ReadonlyMap<string, infer N> ? N : never>();
  for (const graph of graphs) {
    for (const [path, node] of graph.nodes) {
      const known = nodes.get(path);
      nodes.set(path, known === undefined ? node : { ...known, imports: [...known.imports, ...node.imports] });
    }
  }
  return { nodes };
}
