/**
 * Follows what a bundle imports at run time into node_modules, with @vercel/nft: which files are needed, and which
 * package means which by each name. Nothing is decided here about what is shipped or where.
 */
import { existsSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { dirname, join, parse, relative, sep } from 'node:path';
import type { ExternalImport, PackageEdge } from '@nx-lambda/core';
import { loadFileTrace } from './lazy-modules.ts';
import { folderPackageName, packageFolder } from './package-folder.ts';

export interface TracedPackages {
  /** Folders are workspace-relative. Every package that is reached has an edge to it. */
  readonly edges: readonly PackageEdge[];
  /** Workspace-relative paths of real files by the folder of their package. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Imports of the bundle's own that lead nowhere. */
  readonly missing: readonly ExternalImport[];
}

/** Parsed files are remembered here from one function to the next. */
export type TraceCache = Record<string, unknown>;

export async function tracePackages(
  root: string,
  imports: readonly ExternalImport[],
  isProvided: (specifier: string) => boolean,
  cache: TraceCache,
): Promise<TracedPackages> {
  const nft = loadFileTrace();
  const entries = new Map(imports.map((each, index) => [entryPath(root, each, index), each]));
  const edges = new Map<string, PackageEdge>();
  const resolvedEntries = new Set<string>();
  const addEdge = (from: string | undefined, name: string, to: string): void => {
    if (from !== to) edges.set(JSON.stringify([from, name, to]), { ...(from === undefined ? {} : { from }), name, to });
  };
  const workspacePath = (path: string): string => relative(root, path).split(sep).join('/');
  const owner = (path: string): string => packageFolder(workspacePath(path)) ?? nearestPackage(root, path);

  const base = parse(root).root;
  const result = await nft.nodeFileTrace([...entries.keys()], {
    base,
    processCwd: root,
    cache,
    // Node versions differ in whether they know the `module-sync` condition: ship what either may ask for.
    moduleSyncCatchall: true,
    ignore: (path) => {
      const folder = packageFolder(path.split(sep).join('/'));
      return folder !== undefined && isProvided(folderPackageName(folder));
    },
    readFile: async (path) => entrySource(entries.get(path)) ?? readText(path),
    resolve: async (id, parent, job, cjsResolve) => {
      const resolved = await nft.resolve(id, parent, job, cjsResolve);
      const paths = Array.isArray(resolved) ? resolved : [resolved];
      const isEntry = entries.has(parent);
      if (isEntry) resolvedEntries.add(parent);
      for (const path of paths.filter((each) => !each.startsWith('node:'))) {
        const to = owner(path);
        if (isProvided(folderPackageName(to))) continue;
        addEdge(isEntry ? undefined : owner(parent), importedName(id) ?? folderPackageName(to), to);
      }
      return resolved;
    },
  });

  const files = new Map<string, string[]>();
  for (const listed of [...result.fileList].sort()) {
    const path = join(base, listed);
    if (entries.has(path) || (await lstat(path)).isSymbolicLink()) continue;
    const folder = owner(path);
    files.set(folder, [...(files.get(folder) ?? []), workspacePath(path)]);
    for (const parent of result.reasons.get(listed)?.parents ?? []) {
      const importer = join(base, parent);
      if (entries.has(importer) || !isPackageCode(result.reasons.get(listed)?.type)) continue;
      const from = owner(importer);
      if (![...edges.values()].some((edge) => edge.from === from && edge.to === folder)) {
        addEdge(from, folderPackageName(folder), folder);
      }
    }
  }
  return {
    edges: [...edges.values()],
    files,
    missing: [...entries].flatMap(([path, each]) => (resolvedEntries.has(path) ? [] : each)),
  };
}

/** A file that only exists for the tracer, in the folder of the file that imports. */
function entryPath(root: string, { importer, kind }: ExternalImport, index: number): string {
  return join(root, dirname(importer), `.nx-lambda-external-${index}.${kind === 'import' ? 'mjs' : 'cjs'}`);
}

function entrySource(external: ExternalImport | undefined): string | undefined {
  if (external === undefined) return undefined;
  const specifier = JSON.stringify(external.specifier);
  return external.kind === 'import' ? `import ${specifier};` : `require(${specifier});`;
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** The package that a bare specifier names; undefined for paths and `#imports`. */
function importedName(specifier: string): string | undefined {
  if (/^(?:[./#\\]|[A-Za-z]:)/.test(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** For workspace packages that are linked into node_modules: the folder above with a package.json. */
function nearestPackage(root: string, path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (folder === root || folder === dirname(folder) || existsSync(join(folder, 'package.json'))) {
      return relative(root, folder).split(sep).join('/') || '.';
    }
  }
}

/** package.json files that resolution only looked at prove no dependency. */
function isPackageCode(types: readonly string[] = []): boolean {
  return types.some((type) => type !== 'resolve' && type !== 'initial');
}
