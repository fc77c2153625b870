/** Entries of a list in a JSON file that people write, with their comments and their other entries left as they are. */

/**
 * The text with the entries at the end of the top-level list; one that is there already, by the name under `key`, is left
 * alone. Undefined: the text has no such list.
 */
export function withEntries(
  text: string,
  list: string,
  key: string,
  entries: readonly Readonly<Record<string, unknown>>[],
): string | undefined {
  const place = listPlace(text, list);
  if (place === undefined) return undefined;
  const { start, end } = place;
  const inside = text.slice(start, end);
  const code = inside.replace(COMMENTS, (token) => (token.startsWith('"') ? token : ''));
  const fresh = entries.filter((entry) => !code.includes(`${JSON.stringify(key)}: ${JSON.stringify(entry[key])}`));
  if (fresh.length === 0) return text;
  const added = fresh.map((entry) => indented(JSON.stringify(entry, undefined, 2))).join(',\n');
  const before = inside.trimEnd();
  const comma = code.trim() === '' || code.trimEnd().endsWith(',') ? '' : ',';
  // After a comment that ends its line, the comma stands in a line of its own.
  const separator =
    before === '' ? '\n' : endsWithLineComment(before) && comma !== '' ? `\n    ${comma}\n` : `${comma}\n`;
  return `${text.slice(0, start)}${before}${separator}${added}\n  ${text.slice(end)}`;
}

const COMMENTS = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g;
const TOKENS = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|[[\]{}]/g;

/** From after `[` to before `]`. */
function listPlace(text: string, list: string): { readonly start: number; readonly end: number } | undefined {
  let depth = 0;
  let name = '';
  let start: number | undefined;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token.startsWith('/')) continue;
    if (token.startsWith('"')) {
      if (depth === 1) name = token;
    } else if (token === '[' || token === '{') {
      if (depth === 1 && token === '[' && name === JSON.stringify(list)) start = index + 1;
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 1 && start !== undefined) return { start, end: index };
    }
  }
  return undefined;
}

function endsWithLineComment(text: string): boolean {
  let last = '';
  for (const { 0: token, index } of text.matchAll(COMMENTS)) last = index + token.length === text.length ? token : '';
  return last.startsWith('//');
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}
