/** The workspace's files for core's {@link ServiceFiles}: each folder is listed once, each file read and parsed once a run. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import {
  failed,
  type ParsedDocument,
  placeAt,
  type Result,
  type ServiceFiles,
  sourceText,
  success,
} from '@nx-lambda/core';
import { parse as parseToml, TomlError } from 'smol-toml';
import { readJson } from './json-document.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { readYaml } from './yaml-document.ts';

type Kind = 'file' | 'directory';

export interface WorkspaceFiles extends ServiceFiles {
  /** Whether the path's folder was listed and has no such name; false where it was not listed. */
  isUnlisted(path: string): boolean;
}

interface Listing {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Of all that is there, in lower case: some file systems don't tell cases apart. Undefined: not to be relied on. */
  readonly names: ReadonlySet<string> | undefined;
}

export function createWorkspaceFiles(workspaceRoot: string): WorkspaceFiles {
  const folders = new Map<string, Listing>();
  const texts = new Map<string, string | undefined>();
  const documents = new Map<string, ParsedDocument | undefined>();

  const folder = (path: string): ReadonlyMap<string, Kind> => {
    const listing = folders.get(path) ?? readFolder(workspaceRoot, path);
    folders.set(path, listing);
    return listing.kinds;
  };
  const packageJsons = new Map<string, Kind | undefined>();
  const kind = (path: string): Kind | undefined => {
    if (path === '.' || (folders.get(path)?.kinds.size ?? 0) > 0) return 'directory';
    const slash = path.lastIndexOf('/');
    const parent = slash < 0 ? '.' : path.slice(0, slash);
    const name = path.slice(slash + 1);
    // Looked for in all folders above a service, of which one may have thousands of services in it.
    if (name !== 'package.json' || folders.has(parent)) return folder(parent).get(name);
    if (!packageJsons.has(path)) packageJsons.set(path, linkKind(`${workspaceRoot}/${path}`));
    return packageJsons.get(path);
  };
  const text = (path: string): string | undefined => {
    if (texts.has(path)) return texts.get(path);
    const read = kind(path) === 'file' ? readText(`${workspaceRoot}/${path}`) : undefined;
    texts.set(path, read);
    return read;
  };
  return {
    kind,
    text,
    list: (path) => (kind(path) === 'directory' ? [...folder(path).keys()].sort() : []),
    document: (path) => {
      if (documents.has(path)) return documents.get(path);
      const read = text(path);
      const document = read === undefined ? undefined : parseDocument(path, read);
      documents.set(path, document);
      return document;
    },
    toml: (path) => {
      const read = text(path);
      return read === undefined ? undefined : readToml(path, read);
    },
    isUnlisted: (path) => {
      const slash = path.lastIndexOf('/');
      const names = folders.get(slash < 0 ? '.' : path.slice(0, slash))?.names;
      return names !== undefined && !names.has(path.slice(slash + 1).toLowerCase());
    },
  };
}

/** Remembers every path that was asked for, found or not, on the way to the same files. */
export function recordingFiles(files: ServiceFiles): { readonly files: ServiceFiles; readonly seen: Set<string> } {
  const seen = new Set<string>();
  const note = <T>(ask: (path: string) => T) => {
    return (path: string): T => {
      if (!seen.has(path) && files.kind(path) !== 'directory') seen.add(path);
      return ask(path);
    };
  };
  return {
    seen,
    files: {
      kind: note(files.kind),
      text: note(files.text),
      document: note(files.document),
      toml: note(files.toml),
      list: files.list,
    },
  };
}

export function parseDocument(path: string, content: string): ParsedDocument {
  const source = sourceText(path, content);
  if (path.endsWith('.json')) return readJson(source);
  const root = readPlainYaml(source);
  return root ? { source, root, failures: [] } : readYaml(source);
}

const NOT_LISTED: Listing = { kinds: new Map(), names: undefined };

function readFolder(workspaceRoot: string, path: string): Listing {
  const absolute = `${workspaceRoot}/${path}`;
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch {
    return NOT_LISTED;
  }
  const kinds = new Map<string, Kind>();
  const names = new Set<string>();
  for (const entry of entries) {
    const kind = entry.isSymbolicLink() ? linkKind(`${absolute}/${entry.name}`) : entryKind(entry);
    if (kind) kinds.set(entry.name, kind);
    names.add(entry.name.toLowerCase());
  }
  // Beyond ASCII several spellings may be one name.
  return { kinds, names: entries.some(({ name }) => BEYOND_ASCII.test(name)) ? undefined : names };
}

const BEYOND_ASCII = /[^\x20-\x7e]/;

function entryKind(entry: { isFile(): boolean; isDirectory(): boolean }): Kind | undefined {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : undefined;
}

function linkKind(path: string): Kind | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && entryKind(found);
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function readToml(path: string, content: string): Result<unknown> {
  const source = sourceText(path, content);
  try {
    return success(parseToml(source.text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start = (source.lineStarts[error.line - 1] ?? 0) + Math.max(0, error.column - 1);
    const [detail = 'the syntax is wrong'] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return failed({
      code: 'NXL-CONFIG-SYNTAX',
      message: `samconfig.toml can't be read: ${detail}.`,
      advice: 'Correct the syntax at this place; until then its stack name and parameters are not used.',
      place: placeAt(source, start, start + 1),
    });
  }
}
