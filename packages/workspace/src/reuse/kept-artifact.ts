/**
 * One artifact as bytes and back: what it is, the SHA-256 of all that follows, then manifest, zip and source maps.
 * Truncated, changed or of another format, it is none.
 */
import { hash } from 'node:crypto';
import { type PackedArtifact, parseManifest } from '@nx-lambda/core';
import { manifestBytes } from '../build/manifest-bytes.ts';

const MAGIC = 'nx-lambda artifact 2\n';
const DIGEST_LENGTH = 64;

/** Sizes in bytes, in the order in which the parts follow. */
interface Header {
  readonly manifest: number;
  readonly zip: number;
  readonly sourceMaps: readonly { readonly path: string; readonly size: number }[];
}

export function artifactBytes({ manifest, zip, sourceMaps }: PackedArtifact): Buffer {
  const text = manifestBytes(manifest);
  const header: Header = {
    manifest: text.length,
    zip: zip.length,
    sourceMaps: sourceMaps.map(({ path, bytes }) => ({ path, size: bytes.length })),
  };
  const start = MAGIC.length + DIGEST_LENGTH + 1;
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), text, zip, ...sourceMaps.map(({ bytes }) => bytes)];
  const all = Buffer.concat([Buffer.allocUnsafe(start), ...parts]);
  all.write(`${MAGIC}${hash('sha256', all.subarray(start), 'hex')}\n`, 0, 'latin1');
  return all;
}

export function parseArtifact(bytes: Buffer): PackedArtifact | undefined {
  const start = MAGIC.length + DIGEST_LENGTH + 1;
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const digest = bytes.toString('latin1', MAGIC.length, start - 1);
  if (bytes.toString('latin1', start - 1, start) !== '\n') return undefined;
  const body = bytes.subarray(start);
  if (hash('sha256', body, 'hex') !== digest) return undefined;

  let at = body.indexOf('\n') + 1;
  const next = (size: number): Buffer => {
    at += size;
    return body.subarray(at - size, at);
  };
  // What the digest proves was written by artifactBytes.
  const header: Header = JSON.parse(body.toString('utf8', 0, at));
  const manifest = parseManifest(next(header.manifest).toString('utf8'), 'an earlier artifact');
  if (!manifest.ok) return undefined;
  const zip = next(header.zip);
  if (hash('sha256', zip, 'base64') !== manifest.value.codeSha256) return undefined;
  const sourceMaps = header.sourceMaps.map(({ path, size }) => ({ path, bytes: next(size) }));
  return { manifest: manifest.value, zip, sourceMaps };
}
