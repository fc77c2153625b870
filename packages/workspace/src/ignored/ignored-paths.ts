/**
 * Which paths git ignores, so that Nx does not see them unless it is told so. Read as git reads: the .gitignore of each
 * folder on the way, the nearest first; what is in an ignored folder can't be taken back. Nx's own .nxignore and this
 * clone's .git/info/exclude count like patterns of the workspace's folder. Patterns of the user's own (core.excludesFile)
 * are not read: a build must not depend on them.
 *
 * What is in a folder that a nearer file takes back (`!dist`) still counts as ignored. That is on the safe side: such a
 * path is hashed from the disk and not from Nx's list of files.
 */
import { existsSync, readFileSync } from 'node:fs';
import ignore, { type Ignore } from 'ignore';

/** Of a workspace-relative path with `/`, whether it exists or not. */
export type IgnoredPaths = (path: string) => boolean;

type IsMissing = (path: string) => boolean;

interface Folder {
  readonly ignored: boolean;
  /** Nearest first. */
  readonly patterns: readonly Patterns[];
}

interface Patterns {
  /** Length of the workspace-relative folder that the patterns start from, with its `/`. */
  readonly skipped: number;
  /** Patterns that look at a path's last name alone; answers by that name, a folder's with its `/`. */
  readonly named: Ignore | undefined;
  readonly knownNames: Map<string, boolean>;
  readonly rules: Ignore | undefined;
}

/**
 * What is in folders is remembered: make it anew for every reading of the workspace.
 *
 * @param isMissing whether a path is known not to exist.
 */
export function ignoredPaths(workspaceRoot: string, isMissing: IsMissing = () => false): IgnoredPaths {
  const folders = new Map<string, Folder>();

  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const found = readFolder(path);
    folders.set(path, found);
    return found;
  };
  const readFolder = (path: string): Folder => {
    if (path === '') return { ignored: false, patterns: patternsIn(workspaceRoot, '', ROOT_FILES, isMissing) };
    const parent = folderAt(parentOf(path));
    if (parent.ignored || matches(parent.patterns, `${path}/`)) return { ignored: true, patterns: [] };
    return {
      ignored: false,
      patterns: [...patternsIn(workspaceRoot, path, FOLDER_FILES, isMissing), ...parent.patterns],
    };
  };
  return (path) => {
    if (path === '' || path.startsWith('../')) return false;
    const { ignored, patterns } = folderAt(parentOf(path));
    return ignored || matches(patterns, path);
  };
}

const FOLDER_FILES = ['.gitignore'];
/** The ones named first win. */
const ROOT_FILES = ['.nxignore', '.gitignore', '.git/info/exclude'];

function patternsIn(
  workspaceRoot: string,
  folder: string,
  files: readonly string[],
  isMissing: IsMissing,
): readonly Patterns[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const skipped = prefix.length;
  return files.flatMap((file) => {
    const path = `${workspaceRoot}/${prefix}${file}`;
    if (isMissing(`${prefix}${file}`) || !existsSync(path)) return [];
    try {
      return [patternsOf(readFileSync(path, 'utf8'), skipped)];
    } catch {
      // Git passes over what it can't read.
      return [];
    }
  });
}

/**
 * Most patterns are a plain name (`node_modules`, `*.log`, `dist/`), and a workspace has far fewer names than paths.
 * A pattern that takes back what an earlier one ignores counts by its place among all, so that they stay together.
 */
function patternsOf(text: string, skipped: number): Patterns {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const isNamed = (line: string) => !line.replace(/\/\s*$/, '').includes('/');
  const named = lines.some((line) => line.startsWith('!')) ? [] : lines.filter(isNamed);
  const others = named.length === 0 ? lines : lines.filter((line) => !isNamed(line));
  return {
    skipped,
    named: named.length > 0 ? ignore().add(named) : undefined,
    knownNames: new Map(),
    rules: others.length > 0 ? ignore().add(others) : undefined,
  };
}

/** A folder's path ends with `/`. That no folder above it is ignored was asked before. */
function matches(patterns: readonly Patterns[], path: string): boolean {
  for (const each of patterns) {
    if (each.named !== undefined && matchesName(each.named, each.knownNames, path)) return true;
    if (each.rules === undefined) continue;
    const { ignored, unignored } = each.rules.test(path.slice(each.skipped));
    if (ignored || unignored) return ignored;
  }
  return false;
}

function matchesName(rules: Ignore, known: Map<string, boolean>, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1);
  const remembered = known.get(name);
  if (remembered !== undefined) return remembered;
  const answer = rules.test(name).ignored;
  known.set(name, answer);
  return answer;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
