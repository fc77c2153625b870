/**
 * Artifacts of earlier builds, many in a file: to make a file takes longer than to write what is in it. A pack is
 * written by one build and never changed. After the artifacts it has an index by digest, and at its end that index's
 * SHA-256 and length.
 *
 * A pack is valid when its end tells of the index before it; each artifact proves itself. One that is truncated or
 * damaged is removed, and told. It gets its name by rename when it is whole, so nobody sees another process's half; what
 * a process leaves that was ended is swept by age. Packs of another format have other names and are swept too.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Raise its number whenever what is in a pack changes. */
const EXTENSION = '.pack1';
/** SHA-256 of the index, a blank, its length in bytes, a line's end. */
const END = /^([0-9a-f]{64}) ([0-9]{15})\n$/;
const END_LENGTH = 81;
/** What is read first: the end, and mostly all of the index. */
const FIRST_READ = 32 * 1024;

/** A pack is kept as a whole while anything in it is of use, so it is none too large. */
const MOST_ARTIFACTS = 256;
/** Bytes. */
const MOST_BYTES = 8 * 2 ** 20;

interface Place {
  readonly pack: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

/** What could not be done with a pack; `code` is the system's. */
export type PackProblem = { readonly kind: 'broken' } | { readonly kind: 'denied'; readonly code: string };

export class PackReader {
  readonly problems: PackProblem[] = [];
  private readonly folder: string;
  private places: Map<string, Place[]> | undefined;
  private readonly touched = new Set<string>();

  /** @param folder absolute. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** All that were stored under the digest; each may be damaged, or gone by now. */
  *find(digest: string): Iterable<Buffer> {
    this.places ??= this.readFolder();
    for (const place of this.places.get(digest) ?? []) {
      const bytes = this.read(place);
      if (bytes !== undefined) yield bytes;
    }
  }

  /** Notes once that packs are of use which have what is stored under the digest. @param now ms since the epoch. */
  touch(digest: string, now: number): void {
    for (const { pack } of this.places?.get(digest) ?? []) {
      if (this.touched.has(pack)) continue;
      this.touched.add(pack);
      try {
        utimesSync(pack, now / 1000, now / 1000);
      } catch {
        // Only a hint to the sweep.
      }
    }
  }

  private readFolder(): Map<string, Place[]> {
    const places = new Map<string, Place[]>();
    for (const name of this.names()) {
      const pack = join(this.folder, name);
      for (const [digest, offset, length] of this.index(pack)) {
        const known = places.get(digest) ?? [];
        places.set(digest, known);
        known.push({ pack, offset, length });
      }
    }
    return places;
  }

  private names(): readonly string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
    } catch (error) {
      this.failed(error);
      return [];
    }
  }

  private index(pack: string): PackIndex {
    try {
      const index = withFile(pack, readIndex);
      if (index !== undefined) return index;
      this.problems.push({ kind: 'broken' });
      rmSync(pack, { force: true });
    } catch (error) {
      this.failed(error);
    }
    return [];
  }

  private read({ pack, offset, length }: Place): Buffer | undefined {
    try {
      return withFile(pack, (file) => bytesAt(file, offset, length));
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** What is not there is no problem: nothing was kept yet, or another process swept it. */
  private failed(error: unknown): void {
    const code = codeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') this.problems.push({ kind: 'denied', code });
  }
}

/** Throws what the file system throws; what was added to the pack that is being written is lost then. */
export class PackWriter {
  private readonly folder: string;
  private draft:
    | { readonly file: number; readonly path: string; size: number; readonly index: IndexEntry[] }
    | undefined;

  /** @param folder absolute; made when it is first written to. */
  constructor(folder: string) {
    this.folder = folder;
  }

  add(digest: string, bytes: Uint8Array): void {
    try {
      this.draft ??= this.open();
      writeAll(this.draft.file, bytes);
      this.draft.index.push([digest, this.draft.size, bytes.length]);
      this.draft.size += bytes.length;
    } catch (error) {
      this.abandon();
      throw error;
    }
    if (this.draft.size >= MOST_BYTES || this.draft.index.length >= MOST_ARTIFACTS) this.finish();
  }

  /** What was added can be found by builds that start now. */
  finish(): void {
    if (this.draft === undefined) return;
    try {
      writeAll(this.draft.file, packEnd(this.draft.index));
      closeSync(this.draft.file);
      renameSync(this.draft.path, `${this.draft.path}${EXTENSION}`);
      this.draft = undefined;
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  private open() {
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, randomUUID());
    return { file: openSync(path, 'wx'), path, size: 0, index: [] };
  }

  private abandon(): void {
    const draft = this.draft;
    this.draft = undefined;
    if (draft === undefined) return;
    try {
      closeSync(draft.file);
    } catch {
      // It was closed before.
    }
    rmSync(draft.path, { force: true });
  }
}

type IndexEntry = readonly [digest: string, offset: number, length: number];
type PackIndex = readonly IndexEntry[];

function packEnd(index: PackIndex): Buffer {
  const bytes = Buffer.from(JSON.stringify(index));
  return Buffer.concat([bytes, Buffer.from(`${sha256(bytes)} ${String(bytes.length).padStart(15, '0')}\n`)]);
}

/** Undefined: the file does not end as a pack does. */
function readIndex(file: number): PackIndex | undefined {
  const { size } = fstatSync(file);
  const start = Math.max(0, size - FIRST_READ);
  const last = bytesAt(file, start, size - start);
  const [, digest, text] = END.exec(last.toString('latin1', Math.max(0, last.length - END_LENGTH))) ?? [];
  const offset = size - END_LENGTH - Number(text);
  if (digest === undefined || offset < 0) return undefined;
  const bytes =
    offset >= start
      ? last.subarray(offset - start, last.length - END_LENGTH)
      : bytesAt(file, offset, size - END_LENGTH - offset);
  // What the digest proves was written by packEnd.
  return sha256(bytes) === digest ? JSON.parse(bytes.toString('latin1')) : undefined;
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** Fewer where the file ends before. */
function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
