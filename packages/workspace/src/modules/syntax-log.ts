/**
 * The file behind the cache of module imports: a line that names format and tools, then one line a source, of which the
 * last one for a path counts. Most scans look at a few sources and learn of one or two: lines are parsed when they are
 * asked for, and what is new is appended. The file is written anew, by rename, when it has more old lines than others.
 *
 * Two processes can share it: each appends whole lines in one call, to the very file that it read or to none. What
 * another process wrote meanwhile is kept, or lost as a whole and learnt again. A line that is cut off or damaged is no
 * entry; it is told, and the file is written anew without it.
 */
import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { FileStamp } from './file-facts.ts';
import type { SourceLanguage } from './parse-imports.ts';
import type { StoredSyntax } from './stored-syntax.ts';

/** Raise it whenever {@link SyntaxEntry} or the way it is read from a source changes. */
const FORMAT = 3;

/** Lines that may always be old, however few others there are. */
const FREE_LINES = 64;

export interface SyntaxEntry {
  readonly stamp: FileStamp;
  /** Start of the scan that saw the content with this stamp; milliseconds since the epoch. */
  readonly seen: number;
  /** Base64 SHA-256. */
  readonly digest: string;
  readonly language: SourceLanguage;
  readonly syntax: StoredSyntax;
}

export class SyntaxLog {
  /** Why the file or a line of it could not be used. */
  readonly problems: string[] = [];
  /** The file is there, but not for this user. */
  isDenied = false;
  private readonly file: string;
  private readonly tools: string;
  private text = '';
  /** By the path as JSON: where its line starts in the text. */
  private readonly starts = new Map<string, number>();
  private readonly added = new Map<string, SyntaxEntry>();
  private lines = 0;
  /** The file that was read, which can be appended to. Undefined: it has to be written anew. */
  private inode: number | undefined;

  constructor(file: string, tools: string) {
    this.file = file;
    this.tools = tools;
    this.read();
  }

  get size(): number {
    return this.starts.size;
  }

  get(path: string): SyntaxEntry | undefined {
    const added = this.added.get(path);
    const start = added === undefined ? this.starts.get(JSON.stringify(path)) : undefined;
    if (start === undefined) return added;
    const entry = this.parse(start);
    if (entry === undefined) this.starts.delete(JSON.stringify(path));
    return entry;
  }

  /** Of any path: the same text in the same language imports the same. */
  withDigest(digest: string, language: SourceLanguage): SyntaxEntry | undefined {
    for (const entry of this.added.values()) if (entry.digest === digest && entry.language === language) return entry;
    const searched = `"digest":"${digest}","language":"${language}"`;
    const found = this.text.indexOf(searched);
    return found < 0 ? undefined : this.parse(this.text.lastIndexOf('\n', found) + 1);
  }

  put(path: string, entry: SyntaxEntry): void {
    this.added.set(path, entry);
  }

  /**
   * Does nothing when nothing is new or broken.
   *
   * @param isKept entries of paths that it refuses are forgotten. Absent: none is asked about.
   */
  save(isKept?: (path: string) => boolean): void {
    if (this.added.size === 0 && this.problems.length === 0) return;
    const added = new Map([...this.added].map(([path, entry]) => [JSON.stringify(path), entry]));
    const fresh = [...added].map(([key, entry]) => lineOf(key, entry)).join('');
    const gone = new Set(isKept === undefined ? [] : [...this.starts.keys()].filter((key) => !isKept(JSON.parse(key))));
    let live = this.starts.size;
    for (const key of added.keys()) if (!this.starts.has(key)) live += 1;
    const old = this.lines + added.size - live;
    if (gone.size === 0 && old <= Math.max(live, FREE_LINES) && this.append(fresh)) return;
    const kept = [...this.starts].filter(([key]) => !added.has(key) && !gone.has(key));
    const lines = kept.map(([, start]) => `${this.lineAt(start)}\n`).join('');
    this.replace(`${JSON.stringify({ format: FORMAT, tools: this.tools })}\n${lines}${fresh}`);
  }

  private read(): void {
    let text: string;
    let inode: number;
    try {
      const descriptor = openSync(this.file, 'r');
      try {
        inode = fstatSync(descriptor).ino;
        const bytes = readFileSync(descriptor);
        // Nearly always, and several times as fast.
        text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      if (isMissing(error)) return;
      this.problems.push(String(error));
      this.isDenied = true;
      return;
    }
    const header = headerOf(text);
    if (header === undefined) this.problems.push('it does not hold what a module cache holds');
    if (header?.format !== FORMAT || header.tools !== this.tools) return;
    this.text = text;
    this.inode = inode;
    for (let start = text.indexOf('\n') + 1; start < text.length; ) {
      const end = text.indexOf('\n', start);
      if (end !== start) this.index(start, end);
      start = end < 0 ? text.length : end + 1;
    }
  }

  private index(start: number, end: number): void {
    const tab = this.text.indexOf('\t', start);
    if (end < 0 || tab < 0 || tab > end) return this.damaged('a line is cut off');
    this.starts.set(this.text.slice(start, tab), start);
    this.lines += 1;
  }

  private parse(start: number): SyntaxEntry | undefined {
    const line = this.lineAt(start);
    try {
      const entry: unknown = JSON.parse(line.slice(line.indexOf('\t') + 1));
      if (isEntry(entry)) return entry;
    } catch {
      // Told below.
    }
    this.damaged('a line is damaged');
    return undefined;
  }

  private lineAt(start: number): string {
    return this.text.slice(start, this.text.indexOf('\n', start));
  }

  private damaged(problem: string): void {
    this.problems.push(problem);
    this.inode = undefined;
  }

  private append(lines: string): boolean {
    if (this.inode === undefined) return false;
    try {
      const descriptor = openSync(this.file, 'a');
      try {
        if (fstatSync(descriptor).ino !== this.inode) return false;
        // Another process may have been ended in the middle of a line.
        writeFileSync(descriptor, `\n${lines}`);
        return true;
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return false;
    }
  }

  /** A cache that can't be written is no error. */
  private replace(text: string): void {
    const temporary = `${this.file}.${process.pid}.${threadId}.tmp`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(temporary, text);
      renameSync(temporary, this.file);
    } catch {
      removeQuietly(temporary);
    }
  }
}

/** JSON writes a tab in a text as `\t`, so the first real one ends the path. Digests are searched as they are written here. */
function lineOf(key: string, { stamp, seen, digest, language, syntax }: SyntaxEntry): string {
  return `${key}\t${JSON.stringify({ stamp, seen, digest, language, syntax })}\n`;
}

function headerOf(text: string): { readonly format: unknown; readonly tools: unknown } | undefined {
  try {
    const header: unknown = JSON.parse(text.slice(0, Math.max(0, text.indexOf('\n'))));
    if (typeof header !== 'object' || header === null || !('format' in header) || !('tools' in header))
      return undefined;
    return header;
  } catch {
    return undefined;
  }
}

/** Entries are written by this module, so what is looked at is what a damaged one lacks. */
function isEntry(entry: unknown): entry is SyntaxEntry {
  if (typeof entry !== 'object' || entry === null) return false;
  if (!('stamp' in entry && 'seen' in entry && 'digest' in entry && 'syntax' in entry)) return false;
  const { stamp, syntax } = entry;
  return (
    typeof stamp === 'object' &&
    stamp !== null &&
    typeof syntax === 'object' &&
    syntax !== null &&
    ['imports', 'globs', 'computed'].every((key) => key in syntax && Array.isArray(Reflect.get(syntax, key)))
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder can't even be looked into.
  }
}
