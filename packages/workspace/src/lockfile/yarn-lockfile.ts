/**
 * yarn.lock, classic and berry, as Nx 24 reads it: the only version of a name is its plain node. Which of several is the
 * plain one depends on what was installed when Nx first saw this lockfile, and Nx remembers it, so that is always in
 * doubt.
 */
import type { LockedVersions } from './locked-version.ts';

export function yarnVersions(text: string): LockedVersions {
  return (name) => {
    const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const keys = new RegExp(`^(?:\\S.*, )?"?(?:${escaped})@[^\\n]*:\\n((?: {2}.*\\n?)+)`, 'gm');
    const versions = new Set<string>();
    for (const [entry, body = ''] of text.matchAll(keys)) {
      const ranges = rangesOf(entry.slice(0, entry.indexOf('\n')), name);
      // A patch is no version of its own.
      if (ranges?.every((range) => range.startsWith('patch:'))) continue;
      const version = /^ {2}version:? "?([^"\n]+)/m.exec(body)?.[1];
      if (version === undefined || ranges?.every(isOfRegistry) !== true) return undefined;
      versions.add(version);
    }
    const [only, second] = versions;
    if (second !== undefined) return undefined;
    return only === undefined ? [] : [{ version: only, node: name }];
  };
}

/** What an entry's head asks for; undefined where some of it is another name. */
function rangesOf(head: string, name: string): readonly string[] | undefined {
  const descriptors = head.replace(/:$/, '').replaceAll('"', '').split(', ');
  if (!descriptors.every((descriptor) => descriptor.startsWith(`${name}@`))) return undefined;
  return descriptors.map((descriptor) => descriptor.slice(name.length + 1).replace(/^npm:/, ''));
}

/** A range or a tag: no alias, link, folder or address. */
function isOfRegistry(range: string): boolean {
  return !/[:/@]/.test(range);
}
