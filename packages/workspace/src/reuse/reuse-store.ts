/**
 * Artifacts of earlier builds, one file each, named by the fingerprint's digest. They lie outside of every task's
 * outputs: there Nx would put them into its cache and restore old ones.
 *
 * A hit is valid when the file's second line is the SHA-256 of all that follows it, and the zip's is its manifest's.
 * No such file is a miss. One that is truncated, changed, of another format or can't be read is a miss that is told;
 * the next build replaces it. Files are written by rename, so two processes never see each other's halves.
 *
 * Everything is synchronous: a call takes some 10 to 50 µs, and by way of Node's thread pool two to five times that.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Notice, type PackedArtifact, parseManifest } from '@nx-lambda/core';

const MAGIC = 'nx-lambda artifact 1\n';

export type StoredArtifact =
  | { readonly kind: 'hit'; readonly artifact: PackedArtifact }
  | { readonly kind: 'miss'; readonly notice?: Notice };

interface Header {
  readonly manifest: string;
  /** Bytes. */
  readonly zip: number;
  readonly sourceMaps: readonly { readonly path: string; readonly size: number }[];
}

/** One character of the digest makes a folder: few to be made, and none too long. */
export function entryPath(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 1), digest.slice(1));
}

/** @param now milliseconds since the epoch: a hit is noted, so that what is of use is kept. */
export function readEntry(folder: string, digest: string, now: number): StoredArtifact {
  const path = entryPath(folder, digest);
  let bytes: Buffer;
  try {
    // Mostly nothing is there, and a thrown error is dear.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return { kind: 'miss' };
    bytes = readFileSync(path);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'miss' }
      : { kind: 'miss', notice: unusable('read', code) };
  }
  const artifact = parseEntry(bytes);
  if (artifact === undefined) return { kind: 'miss', notice: broken() };
  try {
    utimesSync(path, now / 1000, now / 1000);
  } catch {
    // Only a hint to the sweep.
  }
  return { kind: 'hit', artifact };
}

/** Undefined: it is kept. */
export function writeEntry(folder: string, digest: string, artifact: PackedArtifact): Notice | undefined {
  const path = entryPath(folder, digest);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeInFolder(temporary, entryBytes(artifact));
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    removeQuietly(temporary);
    return unusable('written', codeOf(error));
  }
}

/** The folder is there nearly always, so it is made only where it is missing. */
function writeInFolder(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What can't be removed is swept later.
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function entryBytes({ manifest, zip, sourceMaps }: PackedArtifact): Buffer {
  const header: Header = {
    manifest: JSON.stringify(manifest),
    zip: zip.length,
    sourceMaps: sourceMaps.map(({ path, bytes }) => ({ path, size: bytes.length })),
  };
  const body = [Buffer.from(`${JSON.stringify(header)}\n`), zip, ...sourceMaps.map(({ bytes }) => bytes)];
  const hash = createHash('sha256');
  for (const part of body) hash.update(part);
  return Buffer.concat([Buffer.from(`${MAGIC}${hash.digest('hex')}\n`), ...body]);
}

const DIGEST_LENGTH = 64;

function parseEntry(bytes: Buffer): PackedArtifact | undefined {
  const start = MAGIC.length + DIGEST_LENGTH + 1;
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const digest = bytes.toString('latin1', MAGIC.length, start - 1);
  const body = bytes.subarray(start);
  if (createHash('sha256').update(body).digest('hex') !== digest) return undefined;

  const end = body.indexOf('\n');
  // What the digest proves was written by writeEntry.
  const header: Header = JSON.parse(body.toString('utf8', 0, end));
  const manifest = parseManifest(header.manifest, 'an earlier artifact');
  if (!manifest.ok) return undefined;
  const zip = body.subarray(end + 1, end + 1 + header.zip);
  if (createHash('sha256').update(zip).digest('base64') !== manifest.value.codeSha256) return undefined;
  let at = end + 1 + header.zip;
  const sourceMaps = header.sourceMaps.map(({ path, size }) => {
    at += size;
    return { path, bytes: body.subarray(at - size, at) };
  });
  return { manifest: manifest.value, zip, sourceMaps };
}

function broken(): Notice {
  return {
    code: 'NXL-BUILD-REUSE-BROKEN',
    message: "An earlier artifact in Nx's cache folder is not what was stored there, so its function is built again.",
    advice: 'Nothing needs to be done: it is stored anew. If it happens again, check the disk.',
  };
}

function unusable(verb: 'read' | 'written', code: string): Notice {
  return {
    code: 'NXL-BUILD-REUSE',
    message: `Earlier artifacts in Nx's cache folder can't be ${verb} (${code}), so functions are built that need not be.`,
    advice: "Check the rights and the free space of Nx's cache folder.",
  };
}
