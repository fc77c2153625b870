/** Keeps the store of earlier artifacts bounded. What is decided is decided in core/change/retention. */
import { statSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsToSweep, DEFAULT_RETENTION, isSweepDue, type KeptArtifact, type Retention } from '@nx-lambda/core';

const MARK = 'swept';

/** At most once a day; never fails, for a store that is too large does no harm to a build. */
export async function sweepArtifacts(
  folder: string,
  now: number,
  retention: Retention = DEFAULT_RETENTION,
): Promise<void> {
  const mark = join(folder, MARK);
  const last = markAt(mark);
  if (!isSweepDue(last?.mtimeMs, now)) return;
  try {
    await mkdir(folder, { recursive: true });
    // Written first: another process that ends now has nothing to sweep.
    await writeFile(mark, '');
  } catch {
    // A read-only cache can't be swept.
    return;
  }
  await sweepFolder(folder, now, retention);
}

/** Asked at every build: by way of Node's thread pool it would take several times as long. */
function markAt(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** {@link sweepArtifacts} whenever it is called. */
export async function sweepFolder(folder: string, now: number, retention: Retention): Promise<void> {
  try {
    const kept = await keptArtifacts(folder);
    for (const name of artifactsToSweep(kept, now, retention)) await rm(join(folder, name), { force: true });
  } catch {
    // Another process may sweep at once, a read-only cache can't be swept, and there may be no folder yet.
  }
}

/** Drafts of processes that were ended are among them: nobody uses them, so they go by age. */
async function keptArtifacts(folder: string): Promise<readonly KeptArtifact[]> {
  const names = await readdir(folder, { recursive: true });
  const facts = await Promise.all(
    names
      .filter((name) => name !== MARK)
      .map(async (name) => {
        const found = await stat(join(folder, name)).catch(() => undefined);
        return found?.isFile() ? [{ name, size: found.size, usedAt: found.mtimeMs }] : [];
      }),
  );
  return facts.flat();
}
