/**
 * Heavy third-party modules, loaded when first needed. esbuild is loaded with `require`: its import costs 97 ms, its
 * require 17 ms.
 */
import { createRequire } from 'node:module';
import type * as nft from '@vercel/nft';
import type * as esbuild from 'esbuild';
import type * as fflate from 'fflate';

const load = createRequire(import.meta.url);

export function loadEsbuild(): typeof esbuild {
  return load('esbuild') as typeof esbuild;
}

export function loadDeflate(): Pick<typeof fflate, 'deflateSync'> {
  return load('fflate') as typeof fflate;
}

export function loadFileTrace(): typeof nft {
  return load('@vercel/nft') as typeof nft;
}

const versions = new Map<string, string>();

/** Of a package that this process has loaded or would load, so it is read once. */
export function packageVersion(name: string): string {
  const version = versions.get(name) ?? (load(`${name}/package.json`) as { readonly version: string }).version;
  versions.set(name, version);
  return version;
}
