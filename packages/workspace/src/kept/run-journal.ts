/**
 * Runs that have not ended, a file each, named by what is in it. A file is there from the first write of a run to its
 * end, so what is left of a process that is no more was cut off. A file that can't be read tells of nothing.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournaledRun, JournalPlace, RunJournalPort, UnfinishedRun } from '@nx-lambda/core';

export interface RunJournalOptions {
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  /** Of this process. */
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Milliseconds after which no run goes on: the system has given its number to another process. */
const LONGEST_RUN = 24 * 60 * 60 * 1000;

export function runJournal({ cacheFolder, pid, isAlive, now = Date.now }: RunJournalOptions): RunJournalPort {
  const folder = join(cacheFolder, 'rollback', 'journal');
  return {
    async begin(run) {
      const text = JSON.stringify({ pid, run });
      const path = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`);
      const draft = `${path}.${randomUUID()}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(draft, text);
        await rename(draft, path);
      } catch {
        await rm(draft, { force: true }).catch(() => undefined);
      }
      return { end: () => rm(path, { force: true }).catch(() => undefined) };
    },
    async unfinished(place) {
      const names = await readdir(folder).catch((): string[] => []);
      const found = await Promise.all(
        names
          .filter((name) => name.endsWith('.json'))
          .map(async (name): Promise<readonly UnfinishedRun[]> => {
            const path = join(folder, name);
            const entry = entryIn(await readFile(path, 'utf8').catch(() => ''));
            if (entry === undefined || !isAt(entry.run, place)) return [];
            const goesOn = isAlive(entry.pid) && now() - Date.parse(entry.run.at) < LONGEST_RUN;
            return goesOn ? [] : [{ run: entry.run, forget: () => rm(path, { force: true }).catch(() => undefined) }];
          }),
      );
      return found.flat().toSorted((a, b) => (a.run.at < b.run.at ? -1 : 1));
    },
  };
}

/** Whether there is a process of that number. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isAt(run: JournaledRun, { accountId, region, environment }: JournalPlace): boolean {
  return run.accountId === accountId && run.region === region && run.environment === environment;
}

function entryIn(text: string): { readonly pid: number; readonly run: JournaledRun } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('run' in value)) return undefined;
    const { run } = value;
    if (typeof run !== 'object' || run === null || !('at' in run) || !('functions' in run)) return undefined;
    return Array.isArray(run.functions) ? { pid: Number(value.pid), run: run as JournaledRun } : undefined;
  } catch {
    return undefined;
  }
}
