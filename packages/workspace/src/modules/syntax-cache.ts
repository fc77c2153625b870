/**
 * Remembers between scans what each source text imports. Resolution is done anew in every scan, so nothing of another
 * file is remembered. A hit is valid when
 * - the file has its reader's format and these tool versions,
 * - and the source's size, modification time and change time are those of the entry, and the entry was made long
 *   enough after them that no later edit can bear the same times; else when its SHA-256 is that of the entry.
 * A missing file is a miss; what is truncated, corrupt or of another format is a miss too, the former two with a notice.
 */
import type { Notice } from '@nx-lambda/core';
import { type FileFacts, type FileStamp, lastChange, STAMP_STEP } from './file-facts.ts';
import type { SourceLanguage } from './parse-imports.ts';
import { contentDigest } from './source-proof.ts';
import { restoreSyntax, storeSyntax } from './stored-syntax.ts';
import { SyntaxLog } from './syntax-log.ts';
import type { ModuleSyntax } from './written-import.ts';

/** A source's content as a scan found it. */
export interface SourceContent {
  /** Base64 SHA-256. */
  readonly digest: string;
  /** Taken before the content was read, or proven to be that of the content. */
  readonly stamp: FileStamp;
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
  private readonly facts: FileFacts;
  private readonly options: CacheOptions;
  private loaded: SyntaxLog | undefined;
  /** Paths that this scan asked for or added. */
  private readonly asked = new Set<string>();
  private readonly contents = new Map<string, SourceContent>();

  constructor(facts: FileFacts, options: CacheOptions) {
    this.facts = facts;
    this.options = options;
  }

  /** Read when the first source is asked for. */
  private get log(): SyntaxLog | undefined {
    const { file, tools } = this.options;
    if (file !== undefined) this.loaded ??= new SyntaxLog(file, tools);
    return this.loaded;
  }

  /** One at most, however much of the cache can't be used. */
  get notices(): readonly Notice[] {
    return (this.loaded?.problems ?? []).slice(0, 1).map(this.loaded?.isDenied === true ? denied : unusable);
  }

  /** By the file's times alone; undefined when they do not prove anything. */
  byStamp(path: string, stamp: FileStamp, language: SourceLanguage): ModuleSyntax | undefined {
    this.asked.add(path);
    const entry = this.log?.get(path);
    if (entry === undefined || entry.language !== language || !isSame(entry.stamp, stamp)) return undefined;
    const settled = lastChange(stamp) + STAMP_STEP < entry.seen;
    if (!settled) return undefined;
    this.contents.set(path, { digest: entry.digest, stamp });
    return restoreSyntax(entry.syntax);
  }

  byContent(path: string, stamp: FileStamp, language: SourceLanguage, bytes: Uint8Array): ModuleSyntax | undefined {
    if (this.log === undefined || this.log.size === 0) return undefined;
    const digest = contentDigest(bytes);
    const own = this.log.get(path);
    const isOwn = own?.digest === digest && own.language === language;
    const entry = isOwn ? own : this.log.withDigest(digest, language);
    if (entry === undefined) return undefined;
    this.contents.set(path, { digest, stamp });
    this.log.put(path, { ...entry, stamp, seen: this.options.now });
    return restoreSyntax(entry.syntax);
  }

  /** Of a source that this scan read or found unchanged. */
  contentAt(path: string): SourceContent | undefined {
    return this.contents.get(path);
  }

  add(path: string, stamp: FileStamp, language: SourceLanguage, bytes: Uint8Array, syntax: ModuleSyntax): void {
    this.asked.add(path);
    const [seen, digest] = [this.options.now, contentDigest(bytes)];
    this.contents.set(path, { digest, stamp });
    this.log?.put(path, { stamp, seen, digest, language, syntax: storeSyntax(syntax) });
  }

  /**
   * Does nothing when nothing is new. Files that are gone are forgotten, but not in a scan of a small part of the
   * workspace: to look at all other files would take longer than the scan. A cache that can't be written is no error.
   */
  save(): void {
    if (this.loaded === undefined) return;
    const isWide = 2 * this.asked.size >= this.loaded.size;
    this.loaded.save(isWide ? (path) => this.facts.isFile(path) : undefined);
  }
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modified === b.modified && a.changed === b.changed;
}

function unusable(reason: string): Notice {
  return {
    code: 'NXL-GRAPH-CACHE',
    message: `The cache of module imports could not be used (${reason}), so all files are read again.`,
    advice: 'Nothing needs to be done: it is written anew.',
  };
}

function denied(reason: string): Notice {
  return {
    code: 'NXL-GRAPH-CACHE-DENIED',
    message: `The cache of module imports can't be read (${reason}), so all files are read again.`,
    advice: "Let your user read and write Nx's cache folder, or remove its folder nx-lambda.",
  };
}
