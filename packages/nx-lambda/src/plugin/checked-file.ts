/**
 * Files of this plugin's own between commands: one line that names their kind and format and proves the rest by its
 * digest, then JSON. Writing replaces a file in one step, so that two processes can share it: the later one wins.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Notice } from '@nx-lambda/core';

export interface CheckedText {
  readonly digest: string;
  /** JSON; the digest proves its shape, too: whoever wrote it wrote a whole file of this format. */
  readonly value: unknown;
}

export interface ReadOutcome {
  /** Undefined: a miss. */
  readonly found?: CheckedText;
  readonly notice?: Notice;
}

const HEADER = /^nx-lambda projects (\d+) ([0-9a-f]{64})$/;
/** A format of before there was a number. */
const OLD_HEADER = /^[0-9a-f]{64}$/;

/** A missing file and one of another format are silent misses; a broken one and one that is closed are told. */
export function readChecked(file: string, format: number): ReadOutcome {
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    return isMissing(error) ? {} : { notice: denied(String(error)) };
  }
  const end = content.indexOf('\n');
  const first = content.subarray(0, Math.max(0, end)).toString('latin1');
  const [, written, digest = ''] = HEADER.exec(first) ?? [];
  if (written === undefined) return OLD_HEADER.test(first) ? {} : { notice: broken('it does not begin as one') };
  if (Number(written) !== format) return {};
  const body = content.subarray(end + 1);
  if (digestOf(body) !== digest) return { notice: broken('its digest is another') };
  return { found: { digest, value: JSON.parse(body.toString('utf8')) } };
}

/** Undefined: it could not be written, so that the next command only takes longer. Else the text's digest. */
export function writeChecked(file: string, format: number, value: unknown): string | undefined {
  const draft = `${file}.${process.pid}.${threadId}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const body = Buffer.from(JSON.stringify(value));
    const digest = digestOf(body);
    writeFileSync(draft, Buffer.concat([Buffer.from(`nx-lambda projects ${format} ${digest}\n`), body]));
    renameSync(draft, file);
    return digest;
  } catch {
    removeQuietly(draft);
    return undefined;
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // What could not be made can't always be removed.
  }
}

function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function broken(reason: string): Notice {
  return {
    code: 'NXL-GRAPH-CACHE',
    message: `The cache of inferred projects is broken (${reason}), so all services are read again.`,
    advice: 'Nothing needs to be done: it is written anew.',
  };
}

function denied(reason: string): Notice {
  return {
    code: 'NXL-GRAPH-CACHE-DENIED',
    message: `The cache of inferred projects can't be read (${reason}), so all services are read again.`,
    advice: "Let your user read and write Nx's cache folder, or remove its folder nx-lambda.",
  };
}
