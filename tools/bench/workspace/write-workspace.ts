/** A plan as files on this disk. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WorkspacePlan } from './plan.ts';

/** Folders are made once; some thousand files take about a second. */
export async function writeWorkspace(root: string, plan: Pick<WorkspacePlan, 'files' | 'links'>): Promise<void> {
  const folders = new Set([...plan.files.keys(), ...plan.links.keys()].map((path) => dirname(path)));
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
  const entries = [...plan.files];
  for (let start = 0; start < entries.length; start += BATCH) {
    await Promise.all(entries.slice(start, start + BATCH).map(([path, text]) => writeFile(join(root, path), text)));
  }
  for (const [path, target] of plan.links) {
    await rm(join(root, path), { recursive: true, force: true });
    await symlink(target, join(root, path), 'junction');
  }
}

const BATCH = 200;
