/**
 * package-lock.json as Nx 24 reads it: a node for each version of a name, called plainly where the entry
 * `node_modules/<name>` has that version.
 */
import type { LockedVersion, LockedVersions } from './locked-version.ts';

interface LockEntry {
  readonly version?: unknown;
  readonly resolved?: unknown;
  readonly name?: unknown;
  readonly link?: unknown;
  readonly inBundle?: unknown;
}

/**
 * Most packages are locked once, at the top: a look for the key is much cheaper than parsing megabytes at every
 * command. The text is parsed only for others.
 */
export function npmVersions(text: string): LockedVersions {
  let parsed: ReadonlyMap<string, readonly LockedVersion[]> | undefined;
  return (name) => {
    const key = `node_modules/${name}": {`;
    const first = text.indexOf(key);
    if (first === -1) return [];
    const only = text.includes(key, first + 1) ? undefined : topLevelEntry(text, name);
    if (only !== undefined) return [{ version: only, node: name }];
    parsed ??= versionsByName(text);
    return parsed.get(name);
  };
}

/** Of an entry that npm itself wrote, with its plain fields first; undefined: not sure. */
function topLevelEntry(text: string, name: string): string | undefined {
  const start = text.indexOf(`"node_modules/${name}": {`);
  if (start === -1) return undefined;
  const entry = text.slice(start, text.indexOf('}', start));
  if (/"(?:link|inBundle|name)":/.test(entry)) return undefined;
  return /"version": "([^"]+)"/.exec(entry)?.[1];
}

function versionsByName(text: string): ReadonlyMap<string, readonly LockedVersion[]> {
  const byName = new Map<string, readonly LockedVersion[]>();
  for (const [path, entry] of lockEntries(text)) {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || entry.link === true || entry.inBundle === true) continue;
    const version = versionOf(entry, name);
    if (version === undefined) continue;
    const others = (byName.get(name) ?? []).filter((each) => each.version !== version);
    const known = (byName.get(name) ?? []).find((each) => each.version === version);
    const top = path === `node_modules/${name}` || known?.node === name;
    byName.set(name, [...others, { version, node: top ? name : `${name}@${version}` }]);
  }
  return byName;
}

/** As Nx has it: of a tarball where it comes from, of an alias the package that it stands for. */
function versionOf({ version, resolved, name: real }: LockEntry, name: string): string | undefined {
  const plain = typeof version === 'string' && version !== '' ? version : undefined;
  const from = typeof resolved === 'string' && resolved !== '' ? resolved : undefined;
  const told = plain === undefined || (from !== undefined && !from.includes(plain)) ? from : plain;
  if (typeof real !== 'string' || real === name) return told;
  return told === undefined ? `npm:${real}` : `npm:${real}@${told}`;
}

/** None of a lockfile that does not parse, or of the first format. */
function lockEntries(text: string): readonly (readonly [path: string, entry: LockEntry])[] {
  try {
    const { lockfileVersion, packages }: { lockfileVersion?: unknown; packages?: unknown } = JSON.parse(text);
    if (typeof lockfileVersion !== 'number' || lockfileVersion < 2) return [];
    if (typeof packages !== 'object' || packages === null) return [];
    return Object.entries(packages).filter(([, entry]) => typeof entry === 'object' && entry !== null);
  } catch {
    return [];
  }
}
