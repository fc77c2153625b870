/**
 * One function's deployment package: a reproducible zip and this manifest beside it. No time, no absolute path and
 * nothing of the machine may enter either, so that laptop and CI agree byte for byte.
 */
import { createHash } from 'node:crypto';
import type { Architecture } from '../service/service.ts';

export const MANIFEST_SCHEMA = 1;

export interface ArtifactManifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly service: string;
  /** The function's logical id. */
  readonly function: string;
  /** Base64 SHA-256 of the zip, as Lambda reports it: the identity of deployed code. */
  readonly codeSha256: string;
  /** Bytes. */
  readonly zipSize: number;
  /** Bytes of all entries together. */
  readonly unzippedSize: number;
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: Architecture;
  /** Every local file that the bytes were made of, sorted by path. */
  readonly inputs: readonly ManifestInput[];
  /** npm packages in the artifact, bundled or shipped, sorted by name then version. */
  readonly packages: readonly ManifestPackage[];
  /** What the bundle imports at run time without carrying it, sorted. */
  readonly externals: readonly string[];
  /** Versions of what made the bytes, by name. */
  readonly tools: Readonly<Record<string, string>>;
  /** Paths relative to the manifest's folder; empty for what is not bundled. */
  readonly sourceMaps: readonly string[];
}

export interface ManifestInput {
  /** Relative to the workspace root, with `/`. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface ManifestPackage {
  readonly name: string;
  readonly version: string;
}

/** File names in a service's artifact folder. A nested function's `/` becomes `.`. */
export function artifactFiles(logicalId: string): { readonly zip: string; readonly manifest: string } {
  const stem = logicalId.replaceAll('/', '.');
  return { zip: `${stem}.zip`, manifest: `${stem}.json` };
}

/**
 * File name in a service's artifact folder of the source map that lies at `path` in the artifact of one code. Functions
 * of equal code share it. There are no folders: to make one takes longer than to make the file.
 */
export function sourceMapFile(codeSha256: string, path: string): string {
  const code = codeSha256.replaceAll('/', '_').replaceAll('+', '-').replaceAll('=', '');
  const encoded = encodeURIComponent(path);
  // File systems take names of up to 255 bytes.
  const name = encoded.length <= 180 ? encoded : `${createHash('sha256').update(path).digest('hex')}.map`;
  return `map-${code}-${name}`;
}
