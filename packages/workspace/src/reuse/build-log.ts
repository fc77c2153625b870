/**
 * The fingerprints of each service's last build on this machine, which only `--why` reads: one file, a line a service,
 * of which the last one for a service counts. A build appends its lines in one call at its end, so that it costs the
 * same for one service and for a thousand, and two processes don't mix theirs.
 *
 * A line is valid when it is whole and of this schema; of others, and where there is no file, nothing is known. The
 * file is written anew, by rename, with the lines that count when it has grown to more than twice what it then had.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type FunctionFingerprint, fingerprintText, parseFingerprint } from '@nx-lambda/core';

/** Bytes by which the file may always grow. */
const ROOM = 16 * 2 ** 20;

/** The first line tells how large the file was when it was written anew; it is the only one without a tab. */
const HEADER = /^\{"bytes":(\d+)\}\n/;
const HEADER_LENGTH = 40;

export class BuildLog {
  private readonly file: string;
  private readonly room: number;
  private readonly waiting: string[] = [];
  private text: string | undefined;
  /** By service as JSON: where the last line for it starts. */
  private readonly starts = new Map<string, number>();

  /** @param file absolute; made when it is first written to. */
  constructor(file: string, room = ROOM) {
    this.file = file;
    this.room = room;
  }

  read(service: string): readonly FunctionFingerprint[] {
    const text = this.index();
    const start = this.starts.get(JSON.stringify(service));
    return start === undefined ? [] : fingerprintsOf(text.slice(text.indexOf('\t', start) + 1, lineEnd(text, start)));
  }

  /** Kept until {@link flush}. */
  add(service: string, fingerprints: readonly FunctionFingerprint[]): void {
    this.waiting.push(`${JSON.stringify(service)}\t[${fingerprints.map(fingerprintText).join()}]\n`);
  }

  /** What can't be written is not known to the next build, and no error. */
  flush(): void {
    if (this.waiting.length === 0) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      if (this.append(this.waiting.splice(0).join(''))) this.shorten();
    } catch {
      // No space, or no right to write.
    }
  }

  /** Whether the file has grown too much. */
  private append(lines: string): boolean {
    const descriptor = openSync(this.file, 'a+');
    try {
      const { size } = fstatSync(descriptor);
      // Another process may have been ended in the middle of a line.
      writeFileSync(descriptor, size === 0 ? `{"bytes":0}\n${lines}` : `\n${lines}`);
      const start = Buffer.alloc(HEADER_LENGTH);
      readSync(descriptor, start, 0, HEADER_LENGTH, 0);
      return size + lines.length > 2 * Number(HEADER.exec(start.toString('latin1'))?.[1] ?? 0) + this.room;
    } finally {
      closeSync(descriptor);
    }
  }

  private shorten(): void {
    this.text = undefined;
    const text = this.index();
    const lines = [...this.starts.values()].map((start) => `${text.slice(start, lineEnd(text, start))}\n`).join('');
    const temporary = `${this.file}.${randomUUID()}.tmp`;
    try {
      writeFileSync(temporary, `{"bytes":${Buffer.byteLength(lines)}}\n${lines}`);
      renameSync(temporary, this.file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  private index(): string {
    if (this.text !== undefined) return this.text;
    const text = readIfThere(this.file);
    this.text = text;
    this.starts.clear();
    for (let start = 0; start < text.length; start = lineEnd(text, start) + 1) {
      const tab = text.indexOf('\t', start);
      if (tab > 0 && tab < lineEnd(text, start)) this.starts.set(text.slice(start, tab), start);
    }
    return text;
  }
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Of another schema, and of what is no record: none. */
function fingerprintsOf(text: string): readonly FunctionFingerprint[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.flatMap((each) => parseFingerprint(each) ?? []) : [];
  } catch {
    return [];
  }
}
