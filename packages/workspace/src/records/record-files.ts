/**
 * Small records of this machine, one JSON file each, in Nx's cache folder. A hit is valid when the file names the very
 * subject that is asked for. A missing file is a miss; a broken one is a miss too, and the next write replaces it; one
 * that can't be read for lack of permission is a failure.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failed, type Result, success } from '@nx-lambda/core';

export interface RecordFiles {
  /** Undefined: a miss. */
  read(subject: readonly string[]): Promise<Result<unknown>>;
  /** Whole or not at all, also when another process writes the same record. */
  write(subject: readonly string[], value: unknown): Promise<Result<void>>;
}

interface StoredRecord {
  readonly subject: readonly string[];
  readonly value: unknown;
}

/** `folder` is absolute and made when it is first written to. */
export function recordFiles(folder: string): RecordFiles {
  return {
    async read(subject) {
      const file = fileOf(folder, subject);
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT' || code === 'ENOTDIR') return success(undefined);
        return failed(unusable('read', code));
      }
      const stored = parse(text);
      return success(stored !== undefined && keyOf(stored.subject) === keyOf(subject) ? stored.value : undefined);
    },
    async write(subject, value) {
      const file = fileOf(folder, subject);
      const draft = `${file}.${randomUUID()}`;
      const record: StoredRecord = { subject, value };
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(draft, JSON.stringify(record));
        renameSync(draft, file);
        return success(undefined);
      } catch (error) {
        removeQuietly(draft);
        return failed(unusable('written', codeOf(error)));
      }
    },
  };
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its folder can't even be looked into.
  }
}

/** Names come from users and AWS, so a digest keeps them from being paths. */
function fileOf(folder: string, subject: readonly string[]): string {
  return join(folder, `${createHash('sha256').update(keyOf(subject)).digest('hex').slice(0, 32)}.json`);
}

function keyOf(subject: readonly string[]): string {
  return JSON.stringify(subject);
}

function parse(text: string): StoredRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('subject' in value) || !('value' in value)) return undefined;
    const { subject } = value;
    if (!Array.isArray(subject)) return undefined;
    return { subject: subject.map(String), value: value.value };
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function unusable(verb: string, code: string) {
  return {
    code: 'NXL-DEPLOY-RECORD',
    message: `A local record of deployments can't be ${verb} (${code}).`,
    advice: "Make Nx's cache folder readable and writable; without records the next run only takes longer.",
  } as const;
}
