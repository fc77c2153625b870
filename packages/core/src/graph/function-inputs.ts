/**
 * From the graph to what can change each function's bytes. A workspace has thousands of functions with hundreds of
 * inputs each, so paths are numbered in sort order once, and each function only collects and sorts numbers.
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

/** The lists of a function's inputs as numbers of one table, for who compares those of thousands of functions. */
export interface NumberedInputs {
  /** By number; one and the same object for all functions that were collected together. */
  readonly paths: readonly string[];
  readonly files: Int32Array;
  readonly settings: Int32Array;
  readonly absent: Int32Array;
}

/** By the very object: one that was copied with other lists has other numbers. */
const numberedForms = new WeakMap<FunctionInputs, NumberedInputs>();

/** Undefined for inputs that {@link functionInputs} did not make. */
export function numberedInputs(inputs: FunctionInputs): NumberedInputs | undefined {
  return numberedForms.get(inputs);
}

/** The inputs of functions whose modules stand in one graph, in their order. */
export function functionInputs(graph: ModuleGraph, functions: readonly DeclaredInputs[]): readonly FunctionInputs[] {
  const numbering = new PathNumbering(graph, functions);
  const nodes = new Map([...graph.nodes].map(([path, node]) => [path, compile(node, numbering)]));
  return functions.map((declared) => collect(declared, nodes, numbering));
}

interface CompiledNode {
  readonly node: ModuleNode;
  readonly number: number;
  readonly settings: readonly number[];
  readonly absent: readonly number[];
  readonly reached: readonly string[];
  readonly packages: readonly PackageReference[];
  readonly failures: readonly Failure[];
}

class PathNumbering {
  readonly paths: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;
  /** By number: the round in which it was taken last. */
  private readonly taken: Uint32Array;
  private round = 0;

  constructor(graph: ModuleGraph, functions: readonly DeclaredInputs[]) {
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
    this.paths = [...all].sort();
    this.numbers = new Map(this.paths.map((path, number) => [path, number]));
    this.taken = new Uint32Array(this.paths.length);
  }

  startList(): void {
    this.round += 1;
  }

  /** Adds the numbers that were not taken since {@link startList}. */
  take(numbers: readonly number[], into: number[]): void {
    for (const number of numbers) {
      if (this.taken[number] === this.round) continue;
      this.taken[number] = this.round;
      into.push(number);
    }
  }

  of(path: string): number {
    return this.numbers.get(path) ?? -1;
  }

  list(numbers: Int32Array): readonly string[] {
    return Array.from(numbers, (number) => this.paths[number] ?? '');
  }
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
    number: numbering.of(node.path),
    settings: node.settings.map((path) => numbering.of(path)),
    absent: node.absent.map((path) => numbering.of(path)),
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
  numbering.startList();
  const numbersOf = (paths: Iterable<string>) => Array.from(paths, (path) => numbering.of(path));
  const files: number[] = [];
  const settings: number[] = [];
  const absent: number[] = [];
  numbering.take(numbersOf(reached), files);
  numbering.take(numbersOf(declared.files), files);
  numbering.take(numbersOf(declared.settings), settings);
  for (const each of visited) numbering.take(each.settings, settings);
  numbering.take(numbersOf(declared.absent), absent);
  for (const each of visited) numbering.take(each.absent, absent);
  const { paths } = numbering;
  const lists = { files: sorted(files), settings: sorted(settings), absent: sorted(absent) };
  const texts: { files?: readonly string[]; settings?: readonly string[]; absent?: readonly string[] } = {};
  const inputs: FunctionInputs = {
    service: declared.service,
    logicalId: declared.logicalId,
    // Who goes by numbers never asks for the texts.
    get files() {
      return (texts.files ??= numbering.list(lists.files));
    },
    get settings() {
      return (texts.settings ??= numbering.list(lists.settings));
    },
    get absent() {
      return (texts.absent ??= numbering.list(lists.absent));
    },
    globs: [...new Set([...declared.globs, ...visited.flatMap(({ node }) => node.globs ?? [])])].sort(),
    packages: packagesOf(visited),
    failures: [...declared.failures, ...visited.flatMap(({ failures }) => failures)],
    notices: visited.flatMap(({ node }) => node.notices),
  };
  numberedForms.set(inputs, { paths, ...lists });
  return inputs;
}

function sorted(numbers: readonly number[]): Int32Array {
  return Int32Array.from(numbers).sort();
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
