/**
 * What was replaced on one function: a file of JSON lines that only grows, so that two processes never undo each other's
 * lines and a process that is ended loses none. Each line begins and ends with a line break: one that was cut off spoils
 * no other. A line that is no replacement counts for nothing.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CodeFacts, RecordSubject, Replacement } from '@nx-lambda/core';

/** Lines that are read of one file, the last ones: enough for dozens of deployments. */
const LINES_READ = 400;

export function historyFile(folder: string, subject: RecordSubject): string {
  return join(folder, `${createHash('sha256').update(keyOf(subject)).digest('hex').slice(0, 32)}.jsonl`);
}

/** Throws what the file system throws. */
export async function appendLine(file: string, subject: RecordSubject, replacement: Replacement): Promise<void> {
  const line = `\n${JSON.stringify({ subject: keyOf(subject), ...replacement })}\n`;
  await appendFile(file, line).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, line);
  });
}

/** Oldest first; one that was noted again as proven counts once. Throws what the file system throws, but for no file. */
export async function readLines(file: string, subject: RecordSubject): Promise<readonly Replacement[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw error;
  });
  const replacements = new Map<string, Replacement>();
  for (const line of text.split('\n').slice(-2 * LINES_READ)) {
    const found = replacementIn(line, subject);
    if (found === undefined) continue;
    const key = JSON.stringify([found.runId, found.previous.codeSha256, found.next.codeSha256]);
    const known = replacements.get(key);
    replacements.set(key, known === undefined ? found : { ...known, proven: known.proven || found.proven });
  }
  return [...replacements.values()];
}

function keyOf({ accountId, region, environment, service, logicalId }: RecordSubject): string {
  return JSON.stringify([accountId, region, environment, service, logicalId]);
}

function replacementIn(line: string, subject: RecordSubject): Replacement | undefined {
  if (line === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['subject'] !== keyOf(subject)) return undefined;
  const { runId, command, at, physicalName, undoes, proven } = value;
  const previous = codeIn(value['previous']);
  const next = codeIn(value['next']);
  if (typeof runId !== 'string' || typeof at !== 'string' || typeof physicalName !== 'string') return undefined;
  if (command !== 'deploy-feature' && command !== 'rollback-feature') return undefined;
  if (previous === undefined || next === undefined) return undefined;
  return {
    runId,
    command,
    at,
    physicalName,
    previous,
    next,
    ...(Array.isArray(undoes) && { undoes: undoes.map(String) }),
    proven: proven === true,
  };
}

function codeIn(value: unknown): CodeFacts | undefined {
  if (!isRecord(value)) return undefined;
  const { codeSha256, size, runtime, handler, architecture, commit } = value;
  if (typeof codeSha256 !== 'string' || typeof size !== 'number') return undefined;
  if (typeof runtime !== 'string' || typeof handler !== 'string' || typeof architecture !== 'string') return undefined;
  return { codeSha256, size, runtime, handler, architecture, ...(typeof commit === 'string' && { commit }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
