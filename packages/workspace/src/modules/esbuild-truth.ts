/** What esbuild itself reads and says: the truth that the graph is tested against. */
import type { BundleOptions } from '@nx-lambda/core';
import { type BuildFailure, build, type Loader, type Location } from 'esbuild';
import { insideNodeModules } from './file-facts.ts';

export interface EsbuildAnswer {
  /** Local files of the bundle, sorted. */
  readonly files: readonly string[];
  /** The bundle's text. */
  readonly text: string;
  /** Names of bundled packages, sorted. */
  readonly packages: readonly string[];
  readonly errors: readonly {
    readonly text: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
  }[];
}

export async function askEsbuild(root: string, entryPoint: string, options: BundleOptions): Promise<EsbuildAnswer> {
  try {
    const { metafile, outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entryPoint],
      bundle: true,
      write: false,
      metafile: true,
      outdir: 'out',
      platform: 'node',
      logLevel: 'silent',
      format: options.format,
      external: [...options.external],
      packages: options.packages,
      ...(options.conditions.length > 0 && { conditions: [...options.conditions] }),
      ...(options.mainFields !== undefined && { mainFields: [...options.mainFields] }),
      ...(options.resolveExtensions !== undefined && { resolveExtensions: [...options.resolveExtensions] }),
      ...(options.tsconfig !== undefined && { tsconfig: options.tsconfig }),
      loader: options.loader as Record<string, Loader>,
      alias: { ...options.alias },
      inject: [...options.inject],
    });
    const inputs = Object.keys(metafile.inputs).map((path) => path.replace(/[?#].*$/, ''));
    const names = inputs
      .filter(insideNodeModules)
      .map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '');
    return {
      text: outputFiles.map((file) => file.text).join('\n'),
      files: [
        ...new Set(inputs.filter((path) => !insideNodeModules(path) && !/^[a-z<][^/]*:|^\(disabled\)|^</.test(path))),
      ].sort(),
      packages: [...new Set(names)].sort(),
      errors: [],
    };
  } catch (error) {
    const { errors } = error as BuildFailure;
    return {
      text: '',
      files: [],
      packages: [],
      errors: errors.map(({ text, location }) => ({
        text,
        ...(location !== null && { file: location.file, line: location.line, column: utf16Column(location) }),
      })),
    };
  }
}

/** esbuild counts bytes, from 0. */
function utf16Column({ lineText, column }: Location): number {
  return Buffer.from(lineText).subarray(0, column).toString('utf8').length + 1;
}
