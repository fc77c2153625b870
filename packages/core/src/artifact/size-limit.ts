/** Lambda's limit on unpacked code, checked before anything is uploaded. Layers count too, but are unknown here. */
import type { Failure } from '../failure.ts';

/** 250 MB as Lambda counts it (its error names 262144000 bytes). */
export const UNZIPPED_LIMIT = 262_144_000;

const ENTRIES_SHOWN = 10;

export interface SizedEntry {
  readonly path: string;
  /** Bytes before compression. */
  readonly size: number;
}

export function unzippedSize(entries: readonly SizedEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.size, 0);
}

/** Undefined: within the limit. */
export function sizeLimitFailure(logicalId: string, entries: readonly SizedEntry[]): Failure | undefined {
  const total = unzippedSize(entries);
  if (total <= UNZIPPED_LIMIT) return undefined;
  const largest = entries.toSorted((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1)).slice(0, ENTRIES_SHOWN);
  return {
    code: 'NXL-PACKAGE-TOO-LARGE',
    message: `${logicalId} has ${megabytes(total)} of code unpacked, more than the 250 MB that Lambda takes.`,
    advice: 'Leave out what is not needed at run time; the largest files are listed below.',
    notes: largest.map((entry) => `${megabytes(entry.size).padStart(10)}  ${entry.path}`),
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}
