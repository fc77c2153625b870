/**
 * From the graph to what can change each function's bytes. A workspace has thousands of functions with hundreds of
 * inputs each, so paths are numbered once, folder by folder, and each function only collects and sorts numbers.
 */
import type { Failure } from '../failure.ts';
import type { FunctionInputs, ModuleGraph, ModuleNode, PackageReference } from './module-graph.ts';

/** What counts for a function beside the files that its entry points reach. */
export interface DeclaredInputs {
  readonly service: string;
  readonly logicalId: string;
  /** Its entry point, and what is injected into or steers its bundle as code. */
  readonly entryPoints: readonly string[];
  readonly files: readonly string[];
  readonly settings: readonly string[];
  readonly absent: readonly string[];
  readonly globs: readonly string[];
  readonly failures: readonly Failure[];
}

/** What a path is to a function. Of several things that it could be, the first. */
export const PATH_KINDS = ['files', 'settings', 'absent'] as const;

export type PathKind = (typeof PATH_KINDS)[number];

/** Paths by number: those of one folder have neighbouring numbers. */
export interface NumberedPaths {
  readonly paths: readonly string[];
  /** By number: the number of the first path that is in a later folder. */
  readonly folderEnds: Int32Array;
}

/** The lists of a function's inputs as numbers of one table, for who handles those of thousands of functions. */
export interface NumberedInputs {
  /** One and the same object for all functions that were collected together. */
  readonly table: NumberedPaths;
  /** Sorted, each path once: see {@link pathOf} and {@link kindOf}. */
  readonly entries: Int32Array;
}

export function pathOf(entry: number): number {
  return entry >> 2;
}

export function kindOf(entry: number): PathKind {
  return PATH_KINDS[entry & 3] ?? 'files';
}

function entryOf(number: number, kind: PathKind): number {
  return (number << 2) | PATH_KINDS.indexOf(kind);
}

/** By the very object: one that was copied with other lists has other numbers. */
const numberedForms = new WeakMap<Pick<FunctionInputs, PathKind>, NumberedInputs>();

/** Those that {@link functionInputs} did not make are numbered by themselves. */
export function numberedInputs(inputs: Pick<FunctionInputs, PathKind>): NumberedInputs {
  const known = numberedForms.get(inputs);
  if (known !== undefined) return known;
  const numbering = new PathNumbering(PATH_KINDS.flatMap((kind) => inputs[kind]));
  return collected(numbering, (take) => {
    for (const kind of PATH_KINDS) take(inputs[kind].map((path) => numbering.entryOf(path, kind)));
  });
}

/** The inputs of functions whose modules stand in one graph, in their order. */
export function functionInputs(graph: ModuleGraph, functions: readonly DeclaredInputs[]): readonly FunctionInputs[] {
  const numbering = new PathNumbering(allPaths(graph, functions));
  const nodes = new Map([...graph.nodes].map(([path, node]) => [path, compile(node, numbering)]));
  return functions.map((declared) => collect(declared, nodes, numbering));
}

interface CompiledNode {
  readonly node: ModuleNode;
  readonly settings: readonly number[];
  readonly absent: readonly number[];
  readonly reached: readonly string[];
  readonly packages: readonly PackageReference[];
  readonly failures: readonly Failure[];
}

class PathNumbering {
  readonly table: NumberedPaths;
  private readonly numbers: ReadonlyMap<string, number>;
  /** By number: the round in which it was taken last. */
  private readonly taken: Uint32Array;
  private round = 0;

  constructor(all: Iterable<string>) {
    this.table = folderByFolder(new Set(all));
    this.numbers = new Map(this.table.paths.map((path, number) => [path, number]));
    this.taken = new Uint32Array(this.table.paths.length);
  }

  startList(): void {
    this.round += 1;
  }

  /** Adds the entries whose paths were not taken since {@link startList}. */
  take(entries: readonly number[], into: number[]): void {
    for (const entry of entries) {
      const number = pathOf(entry);
      if (this.taken[number] === this.round) continue;
      this.taken[number] = this.round;
      into.push(entry);
    }
  }

  entryOf(path: string, kind: PathKind): number {
    return entryOf(this.numbers.get(path) ?? -1, kind);
  }
}

function allPaths(graph: ModuleGraph, functions: readonly DeclaredInputs[]): Set<string> {
  const all = new Set<string>();
  const addAll = (paths: readonly string[]) => {
    for (const path of paths) all.add(path);
  };
  for (const node of graph.nodes.values()) {
    all.add(node.path);
    addAll(node.settings);
    addAll(node.absent);
    for (const { target } of node.imports) if (target.kind === 'file') all.add(target.path);
  }
  for (const declared of functions) {
    for (const paths of [declared.entryPoints, declared.files, declared.settings, declared.absent]) addAll(paths);
  }
  return all;
}

function folderByFolder(all: ReadonlySet<string>): NumberedPaths {
  const ofFolders = new Map<string, string[]>();
  for (const path of all) {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const known = ofFolders.get(folder);
    if (known === undefined) ofFolders.set(folder, [path]);
    else known.push(path);
  }
  const paths: string[] = [];
  const folderEnds = new Int32Array(all.size);
  for (const folder of [...ofFolders.keys()].sort()) {
    const start = paths.length;
    for (const path of (ofFolders.get(folder) ?? []).sort()) paths.push(path);
    folderEnds.fill(paths.length, start);
  }
  return { paths, folderEnds };
}

/** @param gather takes lists of entries; of a path's entries the one that is taken first counts. */
function collected(
  numbering: PathNumbering,
  gather: (take: (entries: readonly number[]) => void) => void,
): NumberedInputs {
  const entries: number[] = [];
  numbering.startList();
  gather((some) => numbering.take(some, entries));
  return { table: numbering.table, entries: Int32Array.from(entries).sort() };
}

function compile(node: ModuleNode, numbering: PathNumbering): CompiledNode {
  const reached = new Set<string>();
  const packages = [...(node.packages ?? [])];
  const failures: Failure[] = [];
  for (const { target } of node.imports) {
    if (target.kind === 'file') reached.add(target.path);
    else if (target.kind === 'package') packages.push(target);
    else if (target.kind === 'unresolved') failures.push(target.failure);
  }
  return {
    node,
    settings: node.settings.map((path) => numbering.entryOf(path, 'settings')),
    absent: node.absent.map((path) => numbering.entryOf(path, 'absent')),
    reached: [...reached],
    packages,
    failures,
  };
}

function collect(
  declared: DeclaredInputs,
  nodes: ReadonlyMap<string, CompiledNode>,
  numbering: PathNumbering,
): FunctionInputs {
  const reached = new Set(declared.entryPoints);
  const visited: CompiledNode[] = [];
  for (const path of reached) {
    const compiled = nodes.get(path);
    if (compiled === undefined) continue;
    visited.push(compiled);
    for (const target of compiled.reached) reached.add(target);
  }
  // A path can be found in one way and missed in another: what is a file is no setting, and what exists is not absent.
  const numbered = collected(numbering, (take) => {
    const named = (paths: Iterable<string>, kind: PathKind) =>
      take(Array.from(paths, (path) => numbering.entryOf(path, kind)));
    named(reached, 'files');
    named(declared.files, 'files');
    named(declared.settings, 'settings');
    for (const { settings } of visited) take(settings);
    named(declared.absent, 'absent');
    for (const { absent } of visited) take(absent);
  });
  const texts: { [kind in PathKind]?: readonly string[] } = {};
  const inputs: FunctionInputs = {
    service: declared.service,
    logicalId: declared.logicalId,
    // Who goes by numbers never asks for the texts.
    get files() {
      return (texts.files ??= pathsOf(numbered, 'files'));
    },
    get settings() {
      return (texts.settings ??= pathsOf(numbered, 'settings'));
    },
    get absent() {
      return (texts.absent ??= pathsOf(numbered, 'absent'));
    },
    globs: [...new Set([...declared.globs, ...visited.flatMap(({ node }) => node.globs ?? [])])].sort(),
    packages: packagesOf(visited),
    failures: [...declared.failures, ...visited.flatMap(({ failures }) => failures)],
    notices: visited.flatMap(({ node }) => node.notices),
  };
  numberedForms.set(inputs, numbered);
  return inputs;
}

/** Sorted. */
function pathsOf({ table, entries }: NumberedInputs, kind: PathKind): readonly string[] {
  const found: string[] = [];
  for (const entry of entries) if (kindOf(entry) === kind) found.push(table.paths[pathOf(entry)] ?? '');
  return found.sort();
}

function packagesOf(visited: readonly CompiledNode[]): readonly PackageReference[] {
  const found = new Map<string, PackageReference>();
  for (const { packages } of visited) {
    for (const { name, version } of packages) {
      found.set(`${name}\0${version ?? ''}`, { name, ...(version !== undefined && { version }) });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
