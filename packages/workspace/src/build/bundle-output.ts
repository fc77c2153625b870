/** One entry point's part of an esbuild call, as core's bundle. */
import { posix, relative, sep } from 'node:path';
import type { Bundle, BundleOptions, BundleSibling } from '@nx-lambda/core';
import type { BuildResult, OutputFile } from 'esbuild';
import { outputName } from './esbuild-options.ts';
import { MetafileGraph } from './metafile.ts';
import { packageFolder } from './package-folder.ts';
import { withRequire } from './require-banner.ts';

export interface EntryOutput {
  readonly bundle: Bundle;
  /** Every file that the entry point reaches, of packages too. */
  readonly reached: readonly string[];
  /** Names of the packages that a bundle would break, sorted. */
  readonly nativePackages: readonly string[];
}

type Output = BuildResult<{ metafile: true; write: false }>;

/** The part of each entry point of one call, by its number. */
export function entryOutputs(root: string, output: Output, options: BundleOptions): (index: number) => EntryOutput {
  const { metafile } = output;
  const graph = new MetafileGraph(metafile, options);
  const files = new Map(output.outputFiles.map((file) => [workspacePath(root, file.path), file]));
  return (index) => {
    const name = outputName(index);
    const described = metafile.outputs[`${name}.js`];
    const code = files.get(`${name}.js`);
    if (described?.entryPoint === undefined || code === undefined) throw new Error(`esbuild made no ${name}.js`);

    const contents = graph.contentsOf([described.entryPoint, ...options.inject]);
    const emitted = new Set(described.imports.filter((each) => each.external === true).map((each) => each.path));
    const referenced = new Set(described.imports.filter((each) => each.external !== true).map((each) => each.path));
    const { code: final, sourceMap } = withRequire(
      { code: code.contents, sourceMap: files.get(`${name}.js.map`)?.contents ?? new Uint8Array() },
      options.banner,
    );
    const packageFolders = contents.packageFiles.flatMap((file) => packageFolder(file.path) ?? []);
    return {
      bundle: {
        code: final,
        sourceMap,
        siblings: siblingsOf(name, files, referenced),
        inputs: contents.inputs,
        packageFolders: [...new Set(packageFolders)].sort(),
        externals: contents.externals.filter((external) => emitted.has(external.specifier)),
      },
      reached: [...contents.inputs, ...contents.packageFiles].map((input) => input.path),
      nativePackages: contents.nativePackages,
    };
  };
}

/** Of an output, which esbuild names by the root that it was given. */
function workspacePath(root: string, path: string): string {
  return path.startsWith(`${root}${sep}`)
    ? path
        .slice(root.length + 1)
        .split(sep)
        .join('/')
    : relative(root, path).split(sep).join('/');
}

/** Legal comments and CSS are named after the code; files of the `file` and `copy` loaders have names of their own. */
function siblingsOf(
  name: string,
  files: ReadonlyMap<string, OutputFile>,
  referenced: ReadonlySet<string>,
): readonly BundleSibling[] {
  return ['.js.LEGAL.txt', '.css']
    .flatMap((suffix): readonly BundleSibling[] => {
      const file = files.get(`${name}${suffix}`);
      return file === undefined ? [] : [{ name: { kind: 'suffix', suffix }, bytes: file.contents }];
    })
    .concat(
      [...referenced].sort().flatMap((path): readonly BundleSibling[] => {
        const file = files.get(path);
        return file === undefined ? [] : [{ name: { kind: 'file', file: posix.basename(path) }, bytes: file.contents }];
      }),
    );
}
