/**
 * What is in a pack of artifacts beside them: an index, sorted by digest, and at the end that index's SHA-256 and length.
 * Entries have one length, so that the index is searched as it is: most builds ask for a few of thousands.
 */
import { hash } from 'node:crypto';
import { fstatSync, readSync } from 'node:fs';

/** SHA-256 of the index, a blank, its length in bytes, a line's end. */
const END = /^([0-9a-f]{64}) ([0-9]{15})\n$/;
const END_LENGTH = 81;
/** What is read first: the end, and mostly all of the index. */
const FIRST_READ = 12 * 1024;

/** Of an index: the SHA-256 under which an artifact is stored, where it starts and how long it is, 32 bits each. */
const DIGEST_LENGTH = 32;
const ENTRY_LENGTH = DIGEST_LENGTH + 8;

/** Where in a pack an artifact is, in bytes. */
export interface PackedPlace {
  readonly offset: number;
  readonly length: number;
}

/** @param digest hex SHA-256 under which the artifact is stored. */
export function entryOf(digest: string, offset: number, length: number): Buffer {
  const entry = Buffer.alloc(ENTRY_LENGTH);
  entry.write(digest, 'hex');
  entry.writeUInt32LE(offset, DIGEST_LENGTH);
  entry.writeUInt32LE(length, DIGEST_LENGTH + 4);
  return entry;
}

/** Undefined: it is not in the index. */
export function findEntry(index: Buffer, digest: Buffer): PackedPlace | undefined {
  let low = 0;
  let high = index.length / ENTRY_LENGTH;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = index.subarray(middle * ENTRY_LENGTH, (middle + 1) * ENTRY_LENGTH);
    const order = entry.compare(digest, 0, digest.length, 0, DIGEST_LENGTH);
    if (order === 0) {
      return { offset: entry.readUInt32LE(DIGEST_LENGTH), length: entry.readUInt32LE(DIGEST_LENGTH + 4) };
    }
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

export function packEnd(entries: readonly Buffer[]): Buffer {
  const index = Buffer.concat(entries.toSorted(Buffer.compare));
  return Buffer.concat([index, Buffer.from(`${sha256(index)} ${String(index.length).padStart(15, '0')}\n`)]);
}

/** Of an open file. Undefined: it does not end as a pack does. */
export function readIndex(file: number): Buffer | undefined {
  const { size } = fstatSync(file);
  const start = Math.max(0, size - FIRST_READ);
  const last = bytesAt(file, start, size - start);
  const [, digest, text] = END.exec(last.toString('latin1', Math.max(0, last.length - END_LENGTH))) ?? [];
  const offset = size - END_LENGTH - Number(text);
  if (digest === undefined || offset < 0) return undefined;
  const index =
    offset >= start
      ? last.subarray(offset - start, last.length - END_LENGTH)
      : bytesAt(file, offset, size - END_LENGTH - offset);
  // What the digest proves was written by packEnd.
  return sha256(index) === digest ? index : undefined;
}

/** Fewer where the file ends before. */
export function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
