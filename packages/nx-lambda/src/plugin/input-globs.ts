/**
 * Paths as globs that match just them, written so that Nx compiles them quickly: for `affected` it compiles the globs of
 * every task, in time that grows with their length. Names are written apart from endings, and what is looked for in
 * several folders once for all of these. An ending that may be missing is no part of a list of endings: one glob with
 * many such lists takes Nx far longer than the names written twice.
 */

/** What is matched in one folder. */
export interface FolderGlobs {
  /** As a glob; ends with `/` unless it is the workspace's own folder, which is empty. */
  readonly prefix: string;
  /** Sorted; none reaches into another folder. */
  readonly patterns: readonly string[];
}

/** Characters. Nx can't read a glob of some 300,000, and reading takes time that grows with the length alone. */
const LONGEST_GLOB = 20_000;

/** What was worked out for folders before, by their names joined: in most services the same is looked for. */
export type KnownPatterns = Map<string, readonly string[]>;

/** @param names of files in the folder. */
export function globsOfFolder(folder: string, names: readonly string[], known: KnownPatterns = new Map()): FolderGlobs {
  const key = names.join('/');
  const patterns = known.get(key) ?? patternsOf(names.map(literalGlob));
  known.set(key, patterns);
  return { prefix: folder === '' ? '' : `${literalGlob(folder)}/`, patterns };
}

/** As few globs as Nx can read, that match together what the folders' do. The order of folders decides nothing. */
export function joinedGlobs(folders: readonly FolderGlobs[]): readonly string[] {
  const prefixesOf = grouped(
    folders.flatMap(({ prefix, patterns }) => patterns.map((pattern): Pair => [pattern, prefix])),
  );
  const parts: string[] = [];
  const alike: Pair[] = [];
  for (const [pattern, prefixes] of prefixesOf) {
    const nested = prefixes.filter((prefix) => prefix !== '').sort();
    if (nested.length < prefixes.length) parts.push(pattern);
    for (const some of chunked(nested, LONGEST_GLOB / 2)) alike.push([oneOf(some), pattern]);
  }
  for (const [prefix, patterns] of grouped(alike)) {
    for (const some of chunked(patterns.sort(), LONGEST_GLOB / 2)) parts.push(`${prefix}${oneOf(some)}`);
  }
  return chunked(parts.sort(), LONGEST_GLOB).map(oneOf);
}

/** Of a module there are mostly several names: the one that is written, and those with endings that are tried. */
const ENDING = /^(.+?)(?:\.([cm]?[jt]s|[jt]sx|json|css))?$/;

function patternsOf(names: readonly string[]): readonly string[] {
  const endingsOf = grouped(
    [...names].sort().map((name): Pair => {
      const [, stem = name, ending = ''] = ENDING.exec(name) ?? [];
      return [stem, ending];
    }),
  );
  const stemsOf = grouped([...endingsOf].map(([stem, endings]): Pair => [endings.join(), stem]));
  const patterns = [...stemsOf].flatMap(([joined, stems]) => {
    const endings = joined.split(',').filter((ending) => ending !== '');
    return chunked(stems, LONGEST_GLOB / 2).flatMap((some) => [
      ...(joined === '' || joined.startsWith(',') ? [oneOf(some)] : []),
      ...(endings.length === 0 ? [] : [`${oneOf(some)}.${oneOf(endings)}`]),
    ]);
  });
  return patterns.sort();
}

type Pair = readonly [key: string, value: string];

function grouped(pairs: readonly Pair[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function oneOf(globs: readonly string[]): string {
  return globs.length === 1 ? globs.join('') : `{${globs.join(',')}}`;
}

/** Lists of texts of which each is no longer than `most` altogether, as far as single texts are not. */
function chunked(texts: readonly string[], most: number): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let length = most;
  for (const text of texts) {
    length += text.length + 1;
    const last = chunks.at(-1);
    if (last !== undefined && length <= most) last.push(text);
    else {
      chunks.push([text]);
      length = text.length + 1;
    }
  }
  return chunks;
}

/** Nx reads inputs as globs; `?` matches the one character that it stands for here. */
function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\,]/g, '?');
}
