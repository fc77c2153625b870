import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { rewriteAssets } from './assets.ts';
import { toCommonJs } from './commonjs.ts';
import { faceReader, leadImports } from './direct-imports.ts';

export interface BuiltFile {
  /** Relative to dist, with `/`. */
  readonly path: string;
  readonly contents: string | Uint8Array;
}

export interface BundleRequest {
  /** The repository's folder. */
  readonly root: string;
  /** The package's folder. */
  readonly package: string;
  /** Relative to the package. */
  readonly entryPoints: readonly string[];
  /** Packages that the installed plugin finds in node_modules. Everything else must be a source of this repository. */
  readonly external: readonly string[];
}

const TARGET = 'node20.19';

/** The contents of dist: nothing is written. Throws when a source imports what the published package would not have. */
export async function bundlePlugin(request: BundleRequest): Promise<readonly BuiltFile[]> {
  const assets = new Map<string, BuiltFile>();
  const { outputFiles, metafile } = await build({
    absWorkingDir: request.root,
    entryPoints: request.entryPoints.map((entry) => join(request.package, entry)),
    outbase: join(request.package, 'src'),
    outdir: join(request.package, 'dist'),
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'silent',
    metafile: true,
    write: false,
    plugins: [onlyDeclaredPackages(request.external), bundledSources(request.root, assets)],
  });
  const foreign = Object.keys(metafile.inputs).filter((input) => input.split('/').includes('node_modules'));
  if (foreign.length > 0) throw new Error(`Third-party code would be bundled: ${foreign.join(', ')}`);
  const modules = await Promise.all(
    outputFiles.map(async (file): Promise<BuiltFile> => {
      const path = posix(relative(join(request.package, 'dist'), file.path));
      return { path, contents: await toCommonJs(file.text, path, TARGET) };
    }),
  );
  return [...modules, ...assets.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function onlyDeclaredPackages(external: readonly string[]): Plugin {
  return {
    name: 'only-declared-packages',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point' || path.startsWith('@nx-lambda/')) return undefined;
        if (path.startsWith('node:') || builtinModules.includes(path)) return { path, external: true };
        const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
        if (external.includes(name)) return { path, external: true, sideEffects: false };
        return { errors: [{ text: `${importer} imports ${name}, which is no dependency of the published package.` }] };
      });
    },
  };
}

/**
 * Assets land in `dist/assets` at their path in `packages`, so that no two can meet; imports go to the files that define
 * what is imported.
 */
function bundledSources(root: string, assets: Map<string, BuiltFile>): Plugin {
  const readFace = faceReader(root);
  return {
    name: 'bundled-sources',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const source = readFileSync(file, 'utf8');
        const contents = leadImports(file, withAssets(file, source), readFace);
        return contents === source ? undefined : { contents, loader: 'ts' };
      });
    },
  };

  function withAssets(file: string, source: string): string {
    if (!source.includes('import.meta')) return source;
    const outputOf = (asset: string): string =>
      `assets/${posix(relative(join(root, 'packages'), join(dirname(file), asset)))}`;
    const { code, assets: named } = rewriteAssets(file, source, outputOf);
    for (const asset of named) {
      const path = join(dirname(file), asset);
      if (!existsSync(path)) throw new Error(`${file} names ${asset}, which does not exist.`);
      assets.set(outputOf(asset), { path: outputOf(asset), contents: readFileSync(path) });
    }
    return code;
  }
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
