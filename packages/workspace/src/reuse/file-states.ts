/** The content of local files as one build sees it, and whether they are still as they were. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileFacts, KnownContents } from '../build/file-facts.ts';
import type { FileStamp } from '../modules/file-facts.ts';

export class FileStates {
  private readonly root: string;
  private readonly facts: FileFacts;
  private readonly contentOf: KnownContents;
  private readonly stamps = new Map<string, string | undefined>();
  private readonly settings = new Map<string, string | undefined>();
  /** By path: the round in which it was found unchanged last. */
  private readonly unchanged = new Map<string, number>();

  /** @param root absolute and real. */
  constructor(root: string, facts: FileFacts, contentOf: KnownContents = () => undefined) {
    this.root = root;
    this.facts = facts;
    this.contentOf = contentOf;
  }

  /** Hex SHA-256; undefined: it can't be read. */
  digest(path: string): string | undefined {
    this.stamp(path);
    try {
      return this.facts.digest(path).sha256;
    } catch {
      return undefined;
    }
  }

  /** Of what counts of a settings file: of a package.json the given fields, of a symbolic link where it leads too. */
  settingDigest(path: string, packageFields: readonly string[]): string | undefined {
    const key = JSON.stringify([path, packageFields]);
    if (!this.settings.has(key)) {
      this.stamp(path);
      this.settings.set(key, this.readSetting(path, packageFields));
    }
    return this.settings.get(key);
  }

  /** Whether a file is what its digest was taken of. With a round, it is looked at once in it. */
  isUnchanged(path: string, round: number | undefined): boolean {
    if (round !== undefined && (this.unchanged.get(path) ?? -1) >= round) return true;
    const stamp = this.stamps.get(path);
    if (stamp === undefined || stamp !== readStamp(join(this.root, path))) return false;
    if (round !== undefined) this.unchanged.set(path, round);
    return true;
  }

  /** Taken before the content is read, so that a change meanwhile is not missed; by a scan, where that read it. */
  private stamp(path: string): void {
    if (this.stamps.has(path)) return;
    const known = this.contentOf(path)?.stamp;
    this.stamps.set(path, known === undefined ? readStamp(join(this.root, path)) : stampText(known));
  }

  private readSetting(path: string, packageFields: readonly string[]): string | undefined {
    const absolute = join(this.root, path);
    const hash = createHash('sha256');
    try {
      if (lstatSync(absolute).isSymbolicLink()) hash.update(`link ${readlinkSync(absolute)}\n`);
      if (statSync(absolute).isDirectory()) return hash.update('folder').digest('hex');
      const text = readFileSync(absolute, 'utf8');
      return hash.update(/(^|\/)package\.json$/.test(path) ? fieldsOf(text, packageFields) : text).digest('hex');
    } catch {
      return undefined;
    }
  }
}

function readStamp(absolute: string): string | undefined {
  try {
    const { size, mtimeMs, ctimeMs } = statSync(absolute);
    return stampText({ size, modified: mtimeMs, changed: ctimeMs });
  } catch {
    return undefined;
  }
}

function stampText({ size, modified, changed }: FileStamp): string {
  return `${size} ${modified} ${changed}`;
}

/** The whole text where it is no JSON object. */
function fieldsOf(text: string, fields: readonly string[]): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return text;
    return JSON.stringify(fields.map((field) => [field, Reflect.get(value, field)]));
  } catch {
    return text;
  }
}
