/**
 * Remembers between scans what each source text imports. Resolution is done anew in every scan, so nothing of another
 * file is remembered. A hit is valid when
 * - the file has this format and these tool versions,
 * - and the source's size, modification time and change time are those of the entry, and the entry was made long
 *   enough after them that no later edit can bear the same times; else when its SHA-256 is that of the entry.
 * A missing file is a miss; one that is truncated, corrupt or of another format is a miss too, the former two with a
 * notice. Writing replaces the file in one step, so that two processes can share it: the later one wins.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Notice } from '@nx-lambda/core';
import type { FileFacts, FileStamp } from './file-facts.ts';
import type { SourceLanguage } from './parse-imports.ts';
import { restoreSyntax, type StoredSyntax, storeSyntax } from './stored-syntax.ts';
import type { ModuleSyntax } from './written-import.ts';

/** Raise it whenever {@link ModuleSyntax} or the way it is read from a source changes. */
const FORMAT = 2;

/** Milliseconds. File systems stamp in steps of up to 2 s (FAT), mostly far less. */
const STAMP_STEP = 2000;

interface Entry {
  readonly stamp: FileStamp;
  /** Start of the scan that saw the content with this stamp; milliseconds since the epoch. */
  readonly seen: number;
  readonly digest: string;
  readonly language: SourceLanguage;
  readonly syntax: StoredSyntax;
}

export interface CacheOptions {
  /** Absolute; undefined: nothing is remembered. */
  readonly file: string | undefined;
  /** Versions of what reads the sources: entries made by others do not count. */
  readonly tools: string;
  /** Start of this scan, milliseconds since the epoch. */
  readonly now: number;
}

export class SyntaxCache {
  readonly notices: Notice[] = [];
  private readonly facts: FileFacts;
  private readonly options: CacheOptions;
  private readonly entries: Map<string, Entry>;
  private byDigest: Map<string, Entry> | undefined;
  /** Paths that this scan asked for or added. */
  private readonly asked = new Set<string>();
  private changed = false;

  constructor(facts: FileFacts, options: CacheOptions) {
    this.facts = facts;
    this.options = options;
    this.entries = options.file === undefined ? new Map() : this.read(options.file);
  }

  /** By the file's times alone; undefined when they do not prove anything. */
  byStamp(path: string, stamp: FileStamp, language: SourceLanguage): ModuleSyntax | undefined {
    this.asked.add(path);
    const entry = this.entries.get(path);
    if (entry === undefined || entry.language !== language || !isSame(entry.stamp, stamp)) return undefined;
    const settled = Math.max(stamp.modified, stamp.changed) + STAMP_STEP < entry.seen;
    return settled ? restoreSyntax(entry.syntax) : undefined;
  }

  byContent(path: string, stamp: FileStamp, language: SourceLanguage, bytes: Uint8Array): ModuleSyntax | undefined {
    if (this.entries.size === 0) return undefined;
    const digest = digestOf(bytes);
    const own = this.entries.get(path);
    const entry =
      own?.digest === digest && own.language === language ? own : this.digests().get(`${language} ${digest}`);
    if (entry === undefined) return undefined;
    this.entries.set(path, { ...entry, stamp, seen: this.options.now });
    this.changed = true;
    return restoreSyntax(entry.syntax);
  }

  add(path: string, stamp: FileStamp, language: SourceLanguage, bytes: Uint8Array, syntax: ModuleSyntax): void {
    if (this.options.file === undefined) return;
    this.asked.add(path);
    this.entries.set(path, {
      stamp,
      seen: this.options.now,
      digest: digestOf(bytes),
      language,
      syntax: storeSyntax(syntax),
    });
    this.changed = true;
  }

  /**
   * Does nothing when nothing is new. Files that are gone are forgotten, but not in a scan of a small part of the
   * workspace: to look at all other files would take longer than the scan. A cache that can't be written is no error.
   */
  save(): void {
    const { file, tools } = this.options;
    if (file === undefined || !this.changed) return;
    const entries = [...this.entries];
    const isWide = 2 * this.asked.size >= entries.length;
    const kept = isWide ? entries.filter(([path]) => this.facts.isFile(path)) : entries;
    const temporary = `${file}.${process.pid}.${threadId}.tmp`;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(temporary, JSON.stringify({ format: FORMAT, tools, entries: kept }));
      renameSync(temporary, file);
    } catch {
      removeQuietly(temporary);
    }
  }

  private digests(): Map<string, Entry> {
    this.byDigest ??= new Map([...this.entries.values()].map((entry) => [`${entry.language} ${entry.digest}`, entry]));
    return this.byDigest;
  }

  private read(file: string): Map<string, Entry> {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if (!isMissing(error)) this.notices.push(unusable(String(error)));
      return new Map();
    }
    try {
      const stored = JSON.parse(text) as unknown;
      if (!isStored(stored)) throw new Error('it does not hold what a module cache holds');
      return stored.format === FORMAT && stored.tools === this.options.tools ? new Map(stored.entries) : new Map();
    } catch (error) {
      this.notices.push(unusable(error instanceof Error ? error.message : String(error)));
      return new Map();
    }
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder can't even be looked into.
  }
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modified === b.modified && a.changed === b.changed;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

function unusable(reason: string): Notice {
  return {
    code: 'NXL-GRAPH-CACHE',
    message: `The cache of module imports could not be used (${reason}), so all files are read again.`,
    advice: 'Nothing needs to be done: it is written anew.',
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

interface Stored {
  readonly format: number;
  readonly tools: string;
  readonly entries: [string, Entry][];
}

/** Whole files only: entries are written by this module, and the first and last tell a foreign file. */
function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  if (!('format' in value) || !('tools' in value) || !('entries' in value)) return false;
  if (value.format !== FORMAT) return typeof value.format === 'number';
  return Array.isArray(value.entries) && value.entries.every(isEntry);
}

function isEntry(value: unknown): boolean {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false;
  const entry: unknown = value[1];
  if (typeof entry !== 'object' || entry === null) return false;
  if (!('stamp' in entry && 'seen' in entry && 'digest' in entry && 'syntax' in entry)) return false;
  const { syntax } = entry;
  return (
    typeof syntax === 'object' &&
    syntax !== null &&
    ['imports', 'globs', 'computed'].every((key) => key in syntax && Array.isArray(Reflect.get(syntax, key)))
  );
}
