/**
 * One name for all that one Nx command deploys, though Nx may split it into several batches, each in a process of its
 * own, and a batch may deploy service after service. All of them are children of one Nx process, and a run is about a
 * project once: a claim of that process that has one of these projects already is of an earlier run with the same id.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ClaimedRun {
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  /** Id of the Nx process. */
  readonly nxProcess: number;
  readonly command: string;
  readonly projects: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface Claim {
  readonly id: string;
  readonly at: number;
  readonly projects: readonly string[];
}

/** Milliseconds after which no run goes on. */
const FORGOTTEN = 24 * 60 * 60 * 1000;

/** Never fails: where nothing can be written, each batch is a run of its own. */
export async function claimRun({ cacheFolder, nxProcess, command, projects, now }: ClaimedRun): Promise<string> {
  const own: Claim = { id: `${new Date(now).toISOString()}-${randomUUID().slice(0, 8)}`, at: now, projects };
  const folder = join(cacheFolder, 'rollback', 'runs');
  const path = join(folder, `${nxProcess}-${command}.json`);
  try {
    await mkdir(folder, { recursive: true });
    if (await isFirst(path, own)) return own.id;
    const known = await readClaim(path);
    const joins =
      known !== undefined && now - known.at < FORGOTTEN && !known.projects.some((one) => projects.includes(one));
    const claim = joins ? { ...known, projects: [...known.projects, ...projects] } : own;
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(claim));
    await rename(draft, path);
    return claim.id;
  } catch {
    return own.id;
  }
}

async function isFirst(path: string, claim: Claim): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(claim), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readClaim(path: string): Promise<Claim | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('id' in value) || !('at' in value) || !('projects' in value) || !Array.isArray(value.projects))
      return undefined;
    return { id: String(value.id), at: Number(value.at), projects: value.projects.map(String) };
  } catch {
    return undefined;
  }
}
