/** One function's code as files of this machine: what the build would package, where Lambda would unpack it. */
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  type Bundle,
  type BundleSource,
  type LambdaFunction,
  type LocalCode,
  type LocalCodePort,
  type Result,
  success,
} from '@nx-lambda/core';
import { unzipSync } from 'fflate';
import { readArchive } from '../build/archive-source.ts';
import { type ArtifactFile, mergedFailures } from '../build/artifact-contents.ts';
import { assetFiles } from '../build/assets.ts';
import { localFiles } from '../build/bundle-files.ts';
import { directoryFiles } from '../build/directory-source.ts';
import { esbuildBundler } from '../build/esbuild-bundler.ts';
import { incrementalEsbuild } from '../build/incremental-esbuild.ts';
import { sourceLookup } from '../source-maps/source-map-store.ts';
import { insidePath } from './inside-path.ts';
import { packageFolders, preloadText, separablePackages } from './package-links.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';

export interface LocalCodeOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly function: LambdaFunction;
  /** `external`: npm packages are loaded from where they are installed, and not bundled. */
  readonly packages: 'as-built' | 'external';
  /** The code will be made many times. */
  readonly repeated: boolean;
  /** Readable code that names its source map, in which a debugger finds the sources. */
  readonly forDebugger: boolean;
}

/** Make a new port for every command. */
export function localCode(options: LocalCodeOptions): LocalCodePort {
  // esbuild names files by their real paths.
  const root = realpathSync(options.workspaceRoot);
  const esbuild = options.repeated ? incrementalEsbuild() : undefined;
  const bundler = esbuildBundler(root, esbuild?.build);
  let folder: Promise<RunFolder> | undefined;
  let separate: readonly string[] | undefined;

  const bundle = async (
    { entryPoint, bundle: own }: BundleSource,
    external: readonly string[],
  ): Promise<Result<Bundle>> => {
    const all = { ...own, external: [...new Set([...own.external, ...external])].sort() };
    const request = { entryPoints: [entryPoint], options: all, readable: options.forDebugger };
    const [bundled] = await bundler.bundle(request);
    if (bundled === undefined) throw new Error('the bundler answers for each entry point');
    return bundled;
  };

  const placeBundle = async (source: BundleSource): Promise<Result<LocalCode>> => {
    if (separate === undefined && options.packages === 'external') {
      const whole = await bundle(source, []);
      if (!whole.ok) return whole;
      separate = separablePackages(root, whole.value, source.bundle.format);
    }
    const bundled = await bundle(source, separate ?? []);
    const assets = await assetFiles(root, source.bundle.assets);
    if (!bundled.ok) return bundled;
    if (!assets.ok) return assets;
    const { externals, inputs, sourceMap } = bundled.value;
    const run = await (folder ??= createRunFolder());
    const files = options.forDebugger
      ? withSourceMap(root, source, bundled.value, assets.value)
      : localFiles(source, bundled.value, assets.value);
    await Promise.all([run.writeTask(files), run.linkPackages(packageFolders(root, externals))]);
    const preload = preloadText(externals, source.bundle.format);
    const text = () => Buffer.from(sourceMap).toString('utf8');
    return success({
      taskRoot: run.taskRoot,
      madeOf: [...inputs.map(({ path }) => path), ...assets.value.map(({ from }) => from)],
      sources: await sourceLookup((file) => (file === source.outputPath ? text() : undefined)),
      ...(preload === undefined
        ? {}
        : { preload: await run.writeBeside(source.bundle.format === 'esm' ? 'preload.mjs' : 'preload.cjs', preload) }),
    });
  };

  const placeFiles = async (files: readonly ArtifactFile[], madeOf: readonly string[]): Promise<Result<LocalCode>> => {
    const run = await (folder ??= createRunFolder());
    await run.writeTask(files);
    return success({ taskRoot: run.taskRoot, madeOf });
  };

  return {
    async place() {
      const { source, logicalId } = options.function;
      if (source.kind === 'bundle') return placeBundle(source);
      if (source.kind === 'archive') {
        const archive = await readArchive(root, source.path);
        return archive.ok ? placeFiles(unpacked(archive.value.bytes), [source.path]) : archive;
      }
      const files = await directoryFiles(root, source.path, logicalId);
      const assets = await assetFiles(root, source.assets);
      if (!files.ok || !assets.ok) return mergedFailures(files, assets);
      return placeFiles([...files.value, ...assets.value], [source.path, ...assets.value.map(({ from }) => from)]);
    },
    async remove() {
      await esbuild?.dispose();
      await (await folder)?.remove();
    },
  };
}

function unpacked(zip: Uint8Array): readonly ArtifactFile[] {
  return Object.entries(unzipSync(zip)).flatMap(([name, bytes]) => {
    const path = insidePath(name);
    return path === undefined || name.endsWith('/') ? [] : [{ path, bytes }];
  });
}

/** The map names the sources where they are on this machine: it lies outside of the workspace. */
function withSourceMap(
  root: string,
  source: BundleSource,
  bundle: Bundle,
  assets: readonly ArtifactFile[],
): readonly ArtifactFile[] {
  const files = localFiles({ ...source, bundle: { ...source.bundle, sourcemapInArtifact: true } }, bundle, assets);
  const map: object = JSON.parse(Buffer.from(bundle.sourceMap).toString('utf8'));
  const placed = Buffer.from(JSON.stringify({ ...map, sourceRoot: `${pathToFileURL(root).href}/` }));
  return files.map((file) => (file.path === `${source.outputPath}.map` ? { ...file, bytes: placed } : file));
}
