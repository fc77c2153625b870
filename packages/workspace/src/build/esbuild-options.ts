/** Bundle options as esbuild takes them. Only what is fixed for the sake of reproducible bytes is decided here. */
import type { BundleOptions } from '@nx-lambda/core';
import type { BuildOptions, Loader, Plugin } from 'esbuild';

/**
 * `outbase`, `absWorkingDir` and `outdir` are always the workspace root and outputs are named by number: so an entry
 * point's bytes are the same in any batch, and the source map's `sources` are workspace-relative. Nothing is written.
 */
export function esbuildOptions(
  options: BundleOptions,
  workspaceRoot: string,
  entryPoints: readonly string[],
  plugins: readonly Plugin[],
): BuildOptions & { readonly metafile: true; readonly write: false } {
  return {
    absWorkingDir: workspaceRoot,
    outbase: workspaceRoot,
    outdir: workspaceRoot,
    entryPoints: entryPoints.map((entryPoint, index) => ({ in: `./${entryPoint}`, out: outputName(index) })),
    allowOverwrite: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    logLimit: 0,
    bundle: true,
    platform: 'node',
    sourcemap: 'external',
    sourcesContent: options.sourcesContent,
    format: options.format,
    // Short names are chosen by how often names occur in all files, dropped code included: an edit of code that is not
    // even in the bundle would change its bytes.
    minifyIdentifiers: options.minify,
    // Always: esbuild else keeps comments inside expressions and the line breaks of objects and lists, so that
    // reformatting a file would change the bytes.
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: options.keepNames,
    treeShaking: options.treeShaking,
    external: [...new Set([...options.external, ...options.provided])].sort(),
    packages: options.packages,
    loader: { '.node': 'copy', ...(options.loader as Readonly<Record<string, Loader>>) },
    define: { ...options.define },
    alias: { ...options.alias },
    inject: options.inject.map((file) => `./${file}`),
    pure: [...options.pure],
    drop: options.drop.filter((name) => name === 'console' || name === 'debugger'),
    dropLabels: options.drop.filter((name) => name !== 'console' && name !== 'debugger'),
    plugins: [...plugins],
    ...(options.target.length === 0 ? {} : { target: [...options.target] }),
    // An empty list would take away esbuild's own `module` condition, so none is told where none was given.
    ...(options.conditions.length === 0 ? {} : { conditions: [...options.conditions] }),
    ...(options.mainFields === undefined ? {} : { mainFields: [...options.mainFields] }),
    ...(options.resolveExtensions === undefined ? {} : { resolveExtensions: [...options.resolveExtensions] }),
    ...(options.banner === undefined ? {} : { banner: { js: options.banner } }),
    ...(options.footer === undefined ? {} : { footer: { js: options.footer } }),
    ...(options.charset === undefined ? {} : { charset: options.charset }),
    ...(options.legalComments === undefined ? {} : { legalComments: legalComments(options.legalComments) }),
    ...(options.tsconfig === undefined ? {} : { tsconfig: `./${options.tsconfig}` }),
  };
}

/** The name of an entry point's output, without extension. It may not reach the bytes: it differs between batches. */
export function outputName(index: number): string {
  return `_nx-lambda-${index}`;
}

/** esbuild's `linked` writes the output's name into the code; the packager does that with the final name. */
function legalComments(option: NonNullable<BundleOptions['legalComments']>): 'none' | 'inline' | 'eof' | 'external' {
  return option === 'linked' ? 'external' : option;
}
