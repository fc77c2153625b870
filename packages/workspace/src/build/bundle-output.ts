/** One entry point's part of an esbuild call, as core's bundle. */

import { posix, relative, sep } from 'node:path';
import type { Bundle, BundleOptions, BundleSibling } from '@nx-lambda/core';
import type { BuildResult, OutputFile } from 'esbuild';
import { outputName } from './esbuild-options.ts';
import { entryContents, packageFolder } from './metafile.ts';
import { withRequire } from './require-banner.ts';

export interface EntryOutput {
  readonly bundle: Bundle;
  /** Every file that the entry point reaches, of packages too. */
  readonly reached: readonly string[];
}

type Output = BuildResult<{ metafile: true; write: false }>;

export function bundleOf(root: string, output: Output, index: number, options: BundleOptions): EntryOutput {
  const files = filesByPath(root, output);
  const name = outputName(index);
  const described = output.metafile.outputs[`${name}.js`];
  const code = files.get(`${name}.js`);
  if (described?.entryPoint === undefined || code === undefined) throw new Error(`esbuild made no ${name}.js`);

  const contents = entryContents(output.metafile, [described.entryPoint, ...options.inject], options.format);
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
  };
}

/** Output files by workspace-relative path, made once for each call of esbuild. */
const filesOfCall = new WeakMap<Output, ReadonlyMap<string, OutputFile>>();

function filesByPath(root: string, output: Output): ReadonlyMap<string, OutputFile> {
  const known = filesOfCall.get(output);
  if (known !== undefined) return known;
  const files = new Map(output.outputFiles.map((file) => [relative(root, file.path).split(sep).join('/'), file]));
  filesOfCall.set(output, files);
  return files;
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
