/** The files of a bundled function's artifact: its code, what the code expects beside it, and the packages it imports. */
import { posix } from 'node:path';
import {
  BINARY_HEADER_SIZE,
  type Bundle,
  type BundleSource,
  binaryTarget,
  type Failure,
  failed,
  type LambdaFunction,
  type Result,
  success,
} from '@nx-lambda/core';
import { type ArtifactContents, type ArtifactFile, mergedFailures } from './artifact-contents.ts';
import { assetFiles } from './assets.ts';
import { externalFiles } from './external-files.ts';
import type { FileFacts } from './file-facts.ts';
import { packageVersion } from './lazy-modules.ts';
import type { TraceCache } from './trace-packages.ts';

type BundledFunction = LambdaFunction & { readonly source: BundleSource };

export async function bundleFiles(
  root: string,
  facts: FileFacts,
  fn: BundledFunction,
  bundle: Bundle,
  cache: TraceCache,
): Promise<Result<ArtifactContents>> {
  const { outputPath, bundle: options } = fn.source;
  const externals = await externalFiles(root, bundle.externals, options, fn, cache);
  const assets = await assetFiles(root, options.assets);
  if (!externals.ok || !assets.ok) return mergedFailures(externals, assets);

  const [foreign, ...others] = foreignSiblings(fn, bundle);
  if (foreign !== undefined) return failed(foreign, ...others);

  const files = [...ownFiles(fn.source, bundle), ...externals.value.files, ...assets.value];
  if (needsModuleType(fn.source) && !files.some((file) => file.path === 'package.json')) files.push(MODULE_TYPE);

  const inputPaths = [
    ...bundle.inputs.map((input) => input.path),
    ...assets.value.map((asset) => asset.from),
    ...externals.value.localFiles,
  ];
  const inputs = [...new Set(inputPaths)].sort().map(facts.digest);
  const bundled = bundle.packageFolders.flatMap((folder) => facts.packageOf(folder) ?? []);
  const packages = [...bundled, ...externals.value.packages];
  return success({
    files,
    inputs,
    packages: uniquePackages(packages),
    externals: [...new Set(bundle.externals.map((external) => external.specifier))].sort(),
    tools: {
      esbuild: packageVersion('esbuild'),
      fflate: packageVersion('fflate'),
      ...(externals.value.files.length > 0 ? { '@vercel/nft': packageVersion('@vercel/nft') } : {}),
    },
    // Kept beside the artifact also when the zip has it: a deployed function's stacks are mapped from there.
    sourceMap: { path: `${outputPath}.map`, bytes: bundle.sourceMap },
  });
}

const MODULE_TYPE: ArtifactFile = { path: 'package.json', bytes: Buffer.from('{"type":"module"}\n') };

/** The bundle itself, without the packages that it imports. */
export function ownFiles(source: BundleSource, bundle: Bundle): readonly ArtifactFile[] {
  const { outputPath, bundle: options } = source;
  return [
    { path: outputPath, bytes: finalCode(source, bundle) },
    ...siblingFiles(outputPath, bundle),
    ...(options.sourcemapInArtifact ? [{ path: `${outputPath}.map`, bytes: bundle.sourceMap }] : []),
  ];
}

/** All that makes up a bundled function's code where its packages are found elsewhere. */
export function localFiles(
  source: BundleSource,
  bundle: Bundle,
  assets: readonly ArtifactFile[],
): readonly ArtifactFile[] {
  const files = [...ownFiles(source, bundle), ...assets];
  const typed = !needsModuleType(source) || files.some((file) => file.path === 'package.json');
  return typed ? files : [...files, MODULE_TYPE];
}

/** Comments that name other files can only be written now that the code's own name is known. */
function finalCode({ outputPath, bundle: options }: BundleSource, bundle: Bundle): Uint8Array {
  const name = posix.basename(outputPath);
  const legal = bundle.siblings.some((sibling) => sibling.name.kind === 'suffix' && sibling.name.suffix === LEGAL);
  const notes = [
    ...(options.legalComments === 'linked' && legal
      ? [`/*! For license information please see ${name}.LEGAL.txt */`]
      : []),
    ...(options.sourcemapInArtifact ? [`//# sourceMappingURL=${name}.map`] : []),
  ];
  return notes.length === 0 ? bundle.code : Buffer.concat([bundle.code, Buffer.from(`${notes.join('\n')}\n`)]);
}

const LEGAL = '.js.LEGAL.txt';

function siblingFiles(outputPath: string, bundle: Bundle): readonly ArtifactFile[] {
  const folder = posix.dirname(outputPath);
  const stem = outputPath.slice(0, outputPath.length - posix.extname(outputPath).length);
  return bundle.siblings.map(({ name, bytes }) => {
    if (name.kind === 'file') return { path: posix.join(folder, name.file), bytes };
    return { path: name.suffix === LEGAL ? `${outputPath}.LEGAL.txt` : `${stem}${name.suffix}`, bytes };
  });
}

/** Compiled addons that local code imports are copied beside it. */
function foreignSiblings(fn: BundledFunction, bundle: Bundle): readonly Failure[] {
  return bundle.siblings.flatMap(({ name, bytes }): readonly Failure[] => {
    const target = binaryTarget(bytes.subarray(0, BINARY_HEADER_SIZE));
    if (target === undefined || (target.system === 'linux' && target.machine === fn.architecture)) return [];
    const file = name.kind === 'file' ? name.file : name.suffix;
    return [
      {
        code: 'NXL-PACKAGE-ARCHITECTURE',
        message: `${file}, which ${fn.source.entryPoint} imports, is compiled for ${target.system} ${target.machine}, but the function runs on linux ${fn.architecture}.`,
        advice: `Compile it for linux ${fn.architecture}.`,
        place: { file: fn.source.entryPoint, line: 1, column: 1 },
      },
    ];
  });
}

/** Node takes a `.js` file for an ES module only where a package.json says so. */
function needsModuleType({ outputPath, bundle: options }: BundleSource): boolean {
  return options.format === 'esm' && outputPath.endsWith('.js');
}

function uniquePackages<T extends { readonly name: string; readonly version: string }>(
  packages: readonly T[],
): readonly T[] {
  const byKey = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byKey.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
