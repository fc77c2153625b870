/**
 * pnpm-lock.yaml as Nx 24 reads it: a node for each version of a name, called plainly where it is the only version or
 * the one that the workspace's own package.json depends on.
 */
import type { LockedVersions } from './locked-version.ts';

/** The text is searched, as YAML of this size takes long to parse; what pnpm would not write is left in doubt. */
export function pnpmVersions(text: string): LockedVersions {
  const lockfile = lastDocument(text.replaceAll('\r\n', '\n'));
  const isRead = /^lockfileVersion: '?(?:6|7|8|9)\.\d+'?$/m.test(lockfile);
  return (name) => {
    if (!isRead) return undefined;
    const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const keys = lockfile.matchAll(new RegExp(`^ {2}'?/?${escaped}@([^('\\n]+?)(?:\\([^\\n]*)?'?:(?: \\{\\})?$`, 'gm'));
    const versions = [...new Set(Array.from(keys, ([, version]) => version ?? ''))];
    if (!versions.every(isPlainVersion)) return undefined;
    const [only, second] = versions;
    if (second === undefined) return only === undefined ? [] : [{ version: only, node: name }];
    const own = rootVersion(lockfile, escaped);
    if (own === undefined) return undefined;
    return versions.map((version) => ({ version, node: version === own ? name : `${name}@${version}` }));
  };
}

/** pnpm 11 may write a document about itself before the one about packages. */
function lastDocument(text: string): string {
  if (!text.startsWith('---\n')) return text;
  const end = text.indexOf('\n---\n', 4);
  return end === -1 ? '' : text.slice(end + 5);
}

function isPlainVersion(version: string): boolean {
  return /^\d+\.\d+\.\d+[-+.\w]*$/.test(version);
}

/** The version that the root depends on, '' without any; undefined: not sure. */
function rootVersion(lockfile: string, escapedName: string): string | undefined {
  const start = lockfile.indexOf('\nimporters:\n');
  if (start === -1) return undefined;
  const importers = lockfile.slice(start + 12, endOfBlock(lockfile, start + 12, /\n\S/g));
  const own = importers.search(/^ {2}'?\.'?:/m);
  if (own === -1) return undefined;
  const root = importers.slice(own, endOfBlock(importers, own, /\n {2}\S/g));
  const entries = [...root.matchAll(new RegExp(`^ {6}'?${escapedName}'?:\\n((?: {8}.*\\n?)+)`, 'gm'))];
  const [entry, second] = entries;
  if (entry === undefined) return '';
  const version = /^ {8}version: '?([^('\n]+)/m.exec(entry[1] ?? '')?.[1];
  return second === undefined && version !== undefined && isPlainVersion(version) ? version : undefined;
}

function endOfBlock(text: string, from: number, end: RegExp): number {
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}
