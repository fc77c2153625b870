/** The fields of package.json files that steer resolution and bundling, read once a scan. */
import { type FileFacts, folderOf, inFolder } from './file-facts.ts';
import { parseJsonWithComments } from './json-with-comments.ts';

/** Fields by which a package.json can change a bundle; anything else in it can't. */
export const BUNDLING_FIELDS = [
  'name',
  'type',
  'main',
  'module',
  'browser',
  'exports',
  'imports',
  'sideEffects',
] as const;

export interface PackageJson {
  /** Workspace-relative folder. */
  readonly folder: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface EnclosingPackageJson {
  readonly packageJson: PackageJson | undefined;
  /** Nearer folders that have none: one appearing there would take over. */
  readonly absent: readonly string[];
}

export class PackageJsonFiles {
  private readonly facts: FileFacts;
  private readonly byFolder = new Map<string, PackageJson | undefined>();
  private readonly enclosing = new Map<string, EnclosingPackageJson>();

  constructor(facts: FileFacts) {
    this.facts = facts;
  }

  in(folder: string): PackageJson | undefined {
    if (this.byFolder.has(folder)) return this.byFolder.get(folder);
    const path = inFolder(folder, 'package.json');
    const packageJson = this.facts.isFile(path) ? this.read(path) : undefined;
    this.byFolder.set(folder, packageJson);
    return packageJson;
  }

  enclosingOf(folder: string): EnclosingPackageJson {
    const known = this.enclosing.get(folder);
    if (known !== undefined) return known;
    const found = this.findEnclosing(folder);
    this.enclosing.set(folder, found);
    return found;
  }

  private findEnclosing(folder: string): EnclosingPackageJson {
    const packageJson = this.in(folder);
    if (packageJson !== undefined) return { packageJson, absent: [] };
    const path = inFolder(folder, 'package.json');
    if (folder === '') return { packageJson: undefined, absent: [path] };
    const above = this.enclosingOf(folderOf(folder));
    return { packageJson: above.packageJson, absent: [path, ...above.absent] };
  }

  /** A file that is no JSON object is there all the same, and has no fields: esbuild reports it. */
  private read(path: string): PackageJson {
    const value = parseJsonWithComments(this.facts.bytes(path)?.toString('utf8') ?? '');
    const fields = isRecord(value) ? value : {};
    return { folder: folderOf(path), path, fields };
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
