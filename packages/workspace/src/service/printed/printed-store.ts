/**
 * Remembers what configurations printed, one small file for each, in Nx's cache folder. A hit is valid when it was made
 * from the very same ({@link PrintedFrom.digest}). Only what inference needs is in it, never a printed configuration.
 * A missing or broken file is a miss, and so is one that may not be read: it costs time, never truth.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrintedConfiguration } from '@nx-lambda/core';

export interface PrintedStore {
  recall(path: string, digest: string): PrintedConfiguration | undefined;
  remember(path: string, digest: string, printed: PrintedConfiguration): void;
}

interface StoredPrint {
  readonly digest: string;
  /** Of `printed`, so that a file that was cut or edited counts for nothing. */
  readonly proof: string;
  readonly printed: PrintedConfiguration;
}

/** One for each of Nx's daemon and some shells, which may have other variables. */
const MOST_PRINTS = 4;

/** `folder` is absolute and made when it is first written to. Undefined: nothing is remembered. */
export function printedStore(folder: string | undefined): PrintedStore {
  if (folder === undefined) return { recall: () => undefined, remember: () => undefined };
  return {
    recall: (path, digest) => storedIn(fileOf(folder, path)).find((each) => each.digest === digest)?.printed,
    remember(path, digest, printed) {
      const file = fileOf(folder, path);
      const others = storedIn(file).filter((each) => each.digest !== digest);
      const stored: StoredPrint = { digest, proof: digestOf(JSON.stringify(printed)), printed };
      write(folder, file, JSON.stringify([stored, ...others].slice(0, MOST_PRINTS)));
    },
  };
}

function storedIn(file: string): readonly StoredPrint[] {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(stored) ? stored.filter(isProven) : [];
  } catch {
    return [];
  }
}

function isProven(value: unknown): value is StoredPrint {
  if (typeof value !== 'object' || value === null) return false;
  const { proof, printed } = value as Partial<StoredPrint>;
  return printed !== undefined && proof === digestOf(JSON.stringify(printed));
}

/** Whole or not at all, also when another process writes the same file. */
function write(folder: string, file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    removeQuietly(draft);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder can't even be looked into.
  }
}

function fileOf(folder: string, path: string): string {
  return join(folder, `${digestOf(path).slice(0, 32)}.json`);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
