/**
 * Artifacts of earlier builds, many in a file: to make a file takes longer than to write what is in it. A pack is
 * written by one build and never changed; after the artifacts it has an index (pack-index.ts).
 *
 * A pack is valid when its end tells of the index before it; each artifact proves itself. One that is truncated or
 * damaged is removed, and told. It gets its name by rename when it is whole, so nobody sees another process's half; what
 * a process leaves that was ended is swept by age. Packs of another format have other names and are swept too.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bytesAt, entryOf, findEntry, type PackedPlace, packEnd, readIndex } from './pack-index.ts';

/** Raise its number whenever what is in a pack changes. */
const EXTENSION = '.pack1';
/** A pack is kept as a whole while anything in it is of use, so it is none too large. */
const MOST_ARTIFACTS = 256;
/** Bytes. */
const MOST_BYTES = 8 * 2 ** 20;

interface Pack {
  /** Absolute. */
  readonly path: string;
  readonly index: Buffer;
}

/** What could not be done with a pack; `code` is the system's. */
export type PackProblem = { readonly kind: 'broken' } | { readonly kind: 'denied'; readonly code: string };

export class PackReader {
  readonly problems: PackProblem[] = [];
  private readonly folder: string;
  private packs: readonly Pack[] | undefined;
  private readonly touched = new Set<string>();

  /** @param folder absolute. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** All that were stored under the digest; each may be damaged, or gone by now. */
  *find(digest: string): Iterable<{ readonly pack: string; readonly bytes: Buffer }> {
    this.packs ??= this.names().flatMap((name) => this.open(join(this.folder, name)) ?? []);
    const searched = Buffer.from(digest, 'hex');
    for (const { path, index } of this.packs) {
      const place = findEntry(index, searched);
      const bytes = place === undefined ? undefined : this.read(path, place);
      if (bytes !== undefined) yield { pack: path, bytes };
    }
  }

  /** Notes once that a pack is of use. @param now milliseconds since the epoch. */
  touch(pack: string, now: number): void {
    if (this.touched.has(pack)) return;
    this.touched.add(pack);
    try {
      utimesSync(pack, now / 1000, now / 1000);
    } catch {
      // Only a hint to the sweep.
    }
  }

  private names(): readonly string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
    } catch (error) {
      this.failed(error);
      return [];
    }
  }

  private open(path: string): Pack | undefined {
    try {
      const index = withFile(path, readIndex);
      if (index !== undefined) return { path, index };
      this.problems.push({ kind: 'broken' });
      rmSync(path, { force: true });
    } catch (error) {
      this.failed(error);
    }
    return undefined;
  }

  private read(pack: string, { offset, length }: PackedPlace): Buffer | undefined {
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
  private draft: { readonly file: number; readonly path: string; size: number; readonly entries: Buffer[] } | undefined;

  /** @param folder absolute; made when it is first written to. */
  constructor(folder: string) {
    this.folder = folder;
  }

  add(digest: string, bytes: Uint8Array): void {
    try {
      this.draft ??= this.open();
      writeAll(this.draft.file, bytes);
      this.draft.entries.push(entryOf(digest, this.draft.size, bytes.length));
      this.draft.size += bytes.length;
    } catch (error) {
      this.abandon();
      throw error;
    }
    if (this.draft.size >= MOST_BYTES || this.draft.entries.length >= MOST_ARTIFACTS) this.finish();
  }

  /** What was added can be found by builds that start now. */
  finish(): void {
    if (this.draft === undefined) return;
    try {
      writeAll(this.draft.file, packEnd(this.draft.entries));
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
    return { file: openSync(path, 'wx'), path, size: 0, entries: [] };
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

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
