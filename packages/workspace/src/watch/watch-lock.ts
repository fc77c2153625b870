/**
 * One watch at a time for a service and an environment on this machine: a file that names the process. It counts as
 * long as that process is there; what a killed one left is taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface WatchClaim {
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  readonly environment: string;
  readonly service: string;
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

export type WatchLock =
  | { readonly kind: 'claimed'; release(): Promise<void> }
  | { readonly kind: 'taken'; readonly pid: number };

/** Where no file can be written, nobody is kept from watching. */
export async function claimWatch({ cacheFolder, environment, service, pid, isAlive }: WatchClaim): Promise<WatchLock> {
  const folder = join(cacheFolder, 'watch');
  const path = join(folder, `${encodeURIComponent(environment)}--${encodeURIComponent(service)}.lock`);
  const own = `${pid} ${randomUUID()}`;
  const release = async () => {
    if ((await textOf(path)) === own) await rm(path, { force: true }).catch(() => undefined);
  };
  try {
    await mkdir(folder, { recursive: true });
    for (;;) {
      if (await isFirst(path, own)) return { kind: 'claimed', release };
      const found = await textOf(path);
      if (found === undefined) continue;
      const holder = Number.parseInt(found, 10);
      if (isAlive(holder)) return { kind: 'taken', pid: holder };
      await discard(path, found);
    }
  } catch {
    return { kind: 'claimed', release };
  }
}

async function isFirst(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Somebody else may have taken it over just before: then theirs is put back. */
async function discard(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await textOf(aside)) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Undefined: there is none. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
