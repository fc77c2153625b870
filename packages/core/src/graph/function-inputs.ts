/** From the graph to what can change one function's bytes. */
import type { Failure, Notice } from '../failure.ts';
import type { FunctionInputs, ModuleGraph, PackageReference } from './module-graph.ts';

/** What counts for a function beside the files that its entry points reach. */
export interface DeclaredInputs {
  readonly service: string;
  readonly logicalId: string;
  /** Its entry point and the files injected into its bundle. */
  readonly entryPoints: readonly string[];
  readonly files: readonly string[];
  readonly settings: readonly string[];
  readonly absent: readonly string[];
  readonly globs: readonly string[];
  readonly failures: readonly Failure[];
}

/** @param ambiguousPackages names of packages of which several versions are installed: only these are told with a version. */
export function functionInputs(
  graph: ModuleGraph,
  declared: DeclaredInputs,
  ambiguousPackages: ReadonlySet<string>,
): FunctionInputs {
  const files = new Set(declared.files);
  const settings = new Set(declared.settings);
  const absent = new Set(declared.absent);
  const globs = new Set(declared.globs);
  const packages = new Map<string, PackageReference>();
  const failures: Failure[] = [...declared.failures];
  const notices: Notice[] = [];
  const reached = new Set(declared.entryPoints);
  const addPackage = ({ name, version }: PackageReference) => {
    const told = ambiguousPackages.has(name) && version !== undefined ? { name, version } : { name };
    packages.set(`${name}\0${told.version ?? ''}`, told);
  };
  for (const path of reached) {
    const node = graph.nodes.get(path);
    if (node === undefined) continue;
    files.add(path);
    for (const setting of node.settings) settings.add(setting);
    for (const each of node.absent) absent.add(each);
    for (const glob of node.globs ?? []) globs.add(glob);
    for (const each of node.packages ?? []) addPackage(each);
    notices.push(...node.notices);
    for (const { target } of node.imports) {
      if (target.kind === 'file') reached.add(target.path);
      else if (target.kind === 'package') addPackage(target);
      else if (target.kind === 'unresolved') failures.push(target.failure);
    }
  }
  for (const path of reached) files.add(path);
  // A file can be found in one way and missed in another, e.g. by two spellings of a path: what exists is no absence.
  for (const path of files) {
    settings.delete(path);
    absent.delete(path);
  }
  for (const path of settings) absent.delete(path);
  return {
    service: declared.service,
    logicalId: declared.logicalId,
    files: [...files].sort(),
    settings: [...settings].sort(),
    absent: [...absent].sort(),
    globs: [...globs].sort(),
    packages: [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
    failures,
    notices,
  };
}
