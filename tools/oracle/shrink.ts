/** Makes a finding smaller: whole services and libraries go first, then single files, as long as it stays a finding. */
import type { WorkspaceState } from './edit.ts';
import type { Finding } from './run-oracle.ts';
import { Trial, type TrialOptions } from './trial.ts';

/** Each try is a workspace of its own, a second or two. */
const TRIES = 80;

export async function shrink(finding: Finding, options: TrialOptions): Promise<Omit<Finding, 'seed'>> {
  let { before, missed } = finding;
  let tries = 0;
  const reproduces = async (state: WorkspaceState): Promise<readonly string[]> => {
    tries += 1;
    // A workspace that cannot even be opened shows nothing.
    const trial = await Trial.start(state, options).catch(() => undefined);
    if (trial === undefined) return [];
    try {
      return (await trial.step(finding.edit).catch(() => undefined))?.missed ?? [];
    } finally {
      await trial.stop();
    }
  };
  const first = await reproduces(before);
  // It takes more than this one edit: kept whole, for people to look at.
  if (first.length === 0) return { before, edit: finding.edit, missed };
  missed = first;
  for (const parts of [foldersOf(before, 2), foldersOf(before, 3), filesOf(before)]) {
    for (const part of parts) {
      if (tries >= TRIES) return { before, edit: finding.edit, missed };
      const smaller = without(before, part);
      if (smaller.files.size + smaller.links.size === before.files.size + before.links.size) continue;
      const still = await reproduces(smaller);
      if (still.length === 0) continue;
      before = smaller;
      missed = still;
    }
  }
  return { before, edit: finding.edit, missed };
}

const NEEDED = ['nx.json', 'package.json', '.gitignore'];

function foldersOf({ files }: WorkspaceState, depth: number): readonly string[] {
  const folders = [...files.keys()].filter((path) => path.split('/').length > depth);
  return [...new Set(folders.map((path) => `${path.split('/').slice(0, depth).join('/')}/`))];
}

function filesOf({ files }: WorkspaceState): readonly string[] {
  return [...files.keys()].filter((path) => !NEEDED.includes(path));
}

function without(state: WorkspaceState, prefix: string): WorkspaceState {
  const outside = ([path]: readonly [string, string]): boolean =>
    path !== prefix && !(prefix.endsWith('/') && path.startsWith(prefix));
  return {
    files: new Map([...state.files].filter(outside)),
    links: new Map([...state.links].filter(outside)),
    packages: state.packages,
  };
}
