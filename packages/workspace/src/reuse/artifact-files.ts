/**
 * Artifacts of earlier builds, one in a file that is named by its digest. A file is written by rename, so nobody sees
 * another process's half. Each artifact proves itself.
 *
 * Everything is synchronous: a call takes some 10 to 50 µs, and by way of Node's thread pool two to five times that.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One character of the digest makes a folder: few to be made, and none too long. */
function pathOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 1), digest.slice(1));
}

/** Undefined: there is none. Throws what the file system throws where it can't be read. */
export function readArtifactFile(folder: string, digest: string): Buffer | undefined {
  const path = pathOf(folder, digest);
  try {
    // Mostly nothing is there, and a thrown error is dear.
    return statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** @param now milliseconds since the epoch: a hit is noted, so that what is of use is kept. */
export function touchArtifactFile(folder: string, digest: string, now: number): void {
  try {
    utimesSync(pathOf(folder, digest), now / 1000, now / 1000);
  } catch {
    // Only a hint to the sweep.
  }
}

/** Throws what the file system throws. */
export function writeArtifactFile(folder: string, digest: string, bytes: Uint8Array): void {
  const path = pathOf(folder, digest);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeInFolder(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** The folder is there nearly always, so it is made only where it is missing. */
function writeInFolder(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
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
