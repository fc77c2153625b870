/**
 * Where a JSON text goes wrong. `JSON.parse` says only whether it does: its messages differ between versions of Node and
 * often hold no position. Nesting is kept on a list and strings are read in a loop, so that six megabytes of `[` or of
 * one string do no harm.
 */

export interface JsonFault {
  /** Offset in UTF-16 units; the text's length where the text ends too early. */
  readonly offset: number;
  /** What would have been right there, e.g. `a value`. */
  readonly expected: string;
}

type Awaited = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close' | 'end';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const BLANK = /[ \t\r\n]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Undefined: the text is JSON, as JSON.parse takes it. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let awaited: Awaited = 'value';
  let offset = 0;
  for (;;) {
    offset += lengthAt(BLANK, text, offset);
    const char = text[offset];
    const inObject = open.at(-1) === '{';
    if (char === undefined && awaited === 'end') return undefined;
    if (char === (inObject ? '}' : ']') && awaited.endsWith('-or-close')) {
      open.pop();
      offset += 1;
      awaited = open.length === 0 ? 'end' : 'comma-or-close';
    } else if (awaited === 'comma-or-close' && char === ',') {
      offset += 1;
      awaited = inObject ? 'key' : 'value';
    } else if (awaited === 'colon' && char === ':') {
      offset += 1;
      awaited = 'value';
    } else if (char === '"' && awaited !== 'colon' && awaited !== 'comma-or-close' && awaited !== 'end') {
      const end = readString(text, offset);
      if (typeof end !== 'number') return end;
      offset = end;
      if (awaited === 'key' || awaited === 'key-or-close') awaited = 'colon';
      else awaited = open.length === 0 ? 'end' : 'comma-or-close';
    } else if (awaited === 'value' || awaited === 'value-or-close') {
      if (char === '{' || char === '[') {
        open.push(char);
        offset += 1;
        awaited = char === '{' ? 'key-or-close' : 'value-or-close';
        continue;
      }
      const length = lengthAt(NUMBER, text, offset) || lengthAt(LITERAL, text, offset);
      if (length === 0) return { offset, expected: expectation(awaited, inObject) };
      offset += length;
      awaited = open.length === 0 ? 'end' : 'comma-or-close';
    } else {
      return { offset, expected: expectation(awaited, inObject) };
    }
  }
}

function lengthAt(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** The offset behind the string that starts at `start`, or what is wrong in it. */
function readString(text: string, start: number): number | JsonFault {
  let offset = start + 1;
  for (;;) {
    const char = text[offset];
    if (char === '"') return offset + 1;
    if (char === undefined || char < ' ') return { offset, expected: 'the end of a string' };
    const length = char === '\\' ? lengthAt(ESCAPE, text, offset) : 1;
    if (length === 0) return { offset, expected: 'an escape that JSON knows' };
    offset += length;
  }
}

function expectation(awaited: Awaited, inObject: boolean): string {
  const close = inObject ? '`}`' : '`]`';
  switch (awaited) {
    case 'value':
      return 'a value';
    case 'value-or-close':
      return `a value or ${close}`;
    case 'key':
      return 'a key in double quotes';
    case 'key-or-close':
      return `a key in double quotes or ${close}`;
    case 'colon':
      return '`:`';
    case 'comma-or-close':
      return `\`,\` or ${close}`;
    case 'end':
      return 'the end of the text';
  }
}
