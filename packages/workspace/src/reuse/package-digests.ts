/**
 * The content of installed packages. All files of a package's folder count but those of the packages nested in it: a
 * package that was patched or edited by hand is another one, whatever its version and the lockfile say.
 *
 * A remembered digest is valid when no file's size, inode, time of change or time of modification differs from when it
 * was taken, and none came or went. Files that changed a moment before are digested anew, because a second change may
 * show the same times. A cache that is missing, broken or of another format remembers nothing.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

interface Remembered {
  readonly stamps: string;
  readonly digest: string;
}

const FORMAT = 1;

/** Milliseconds: coarser than the clock of any file system in use. */
const SETTLED = 2000;

export class PackageDigests {
  private readonly root: string;
  private readonly file: string | undefined;
  private readonly start: number;
  private readonly taken = new Map<string, string | undefined>();
  private remembered: Map<string, Remembered> | undefined;
  private changed = false;

  /**
   * @param file absolute path of the cache; undefined: nothing is remembered.
   * @param start milliseconds since the epoch, before anything was read.
   */
  constructor(root: string, file: string | undefined, start: number) {
    this.root = root;
    this.file = file;
    this.start = start;
  }

  /** Of a workspace-relative folder, taken once; undefined: it can't be read. */
  of(folder: string): string | undefined {
    if (this.taken.has(folder)) return this.taken.get(folder);
    const digest = this.take(folder);
    this.taken.set(folder, digest);
    return digest;
  }

  /** Whether a folder whose digest was taken is what it was at the start. */
  isSettled(folder: string): boolean {
    return this.known().has(folder);
  }

  /** A cache that can't be written is no error. */
  save(): void {
    if (this.file === undefined || !this.changed) return;
    const temporary = `${this.file}.${randomUUID()}.tmp`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(temporary, JSON.stringify({ format: FORMAT, packages: [...this.known()] }));
      renameSync(temporary, this.file);
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  private take(folder: string): string | undefined {
    try {
      const files = listFiles(join(this.root, folder));
      const stamps = createHash('sha256').update(files.map(stampText).join('\n')).digest('hex');
      const known = this.known().get(folder);
      if (known?.stamps === stamps) return known.digest;
      const digest = contentDigest(join(this.root, folder), files);
      const settled = this.start - SETTLED;
      if (files.every(({ stats }) => Number(stats.ctimeMs) < settled)) this.known().set(folder, { stamps, digest });
      else this.known().delete(folder);
      this.changed = true;
      return digest;
    } catch {
      return undefined;
    }
  }

  private known(): Map<string, Remembered> {
    this.remembered ??= readRemembered(this.file);
    return this.remembered;
  }
}

interface PackageFile {
  /** Relative to the package's folder, with `/`. */
  readonly path: string;
  readonly stats: BigIntStats;
}

function listFiles(folder: string): readonly PackageFile[] {
  const found: PackageFile[] = [];
  const walk = (inside: string): void => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (!entry.isDirectory()) found.push({ path, stats: lstatSync(join(folder, path), { bigint: true }) });
      else if (path !== 'node_modules') walk(path);
    }
  };
  walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function stampText({ path, stats }: PackageFile): string {
  return `${path} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino}`;
}

function contentDigest(folder: string, files: readonly PackageFile[]): string {
  const hash = createHash('sha256');
  for (const { path, stats } of files) {
    const bytes = stats.isSymbolicLink()
      ? Buffer.from(`link ${readlinkSync(join(folder, path))}`)
      : readFileSync(join(folder, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

function readRemembered(file: string | undefined): Map<string, Remembered> {
  if (file === undefined) return new Map();
  try {
    const stored: { format: number; packages: [string, Remembered][] } = JSON.parse(readFileSync(file, 'utf8'));
    return stored.format === FORMAT ? new Map(stored.packages.filter(isEntry)) : new Map();
  } catch {
    return new Map();
  }
}

function isEntry(entry: readonly [unknown, Partial<Remembered> | null]): boolean {
  const [folder, value] = entry;
  return typeof folder === 'string' && typeof value?.stamps === 'string' && typeof value.digest === 'string';
}
