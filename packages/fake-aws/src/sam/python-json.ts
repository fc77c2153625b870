import { isList, isObject, type JsonValue } from './json.ts';

export interface PythonJsonLayout {
  /** Between items and between key and value: `json.dumps` has `', '` and `': '` unless told. */
  readonly separators?: readonly [item: string, key: string];
  readonly sortKeys?: boolean;
  /** Spaces a level; on one line when absent. */
  readonly indent?: number;
}

/**
 * JSON as Python's `json.dumps` writes it: the transform's logical ids are digests of such text. Characters beyond ASCII
 * are escaped, keys are sorted by code point. JavaScript does not know 1.0 from 1, so a float without a fraction is
 * written as an integer.
 */
export function pythonJson(value: JsonValue, layout: PythonJsonLayout = {}): string {
  return written(value, layout, 0);
}

function written(value: JsonValue, layout: PythonJsonLayout, depth: number): string {
  if (isList(value)) {
    return enclosed('[', ']', layout, depth, (inner) => value.map((each) => written(each, layout, inner)));
  }
  if (isObject(value)) {
    const [, colon] = layout.separators ?? [', ', ': '];
    const keys = layout.sortKeys === true ? Object.keys(value).toSorted(byCodePoint) : Object.keys(value);
    return enclosed('{', '}', layout, depth, (inner) =>
      keys.map((key) => `${escaped(key)}${colon}${written(value[key] ?? null, layout, inner)}`),
    );
  }
  if (typeof value === 'string') return escaped(value);
  return typeof value === 'number' ? pythonNumber(value) : String(value);
}

function enclosed(
  open: string,
  close: string,
  layout: PythonJsonLayout,
  depth: number,
  items: (inner: number) => readonly string[],
): string {
  const [comma] = layout.separators ?? [', ', ': '];
  const texts = items(depth + 1);
  if (texts.length === 0) return open + close;
  if (layout.indent === undefined) return open + texts.join(comma) + close;
  const outside = `\n${' '.repeat(layout.indent * depth)}`;
  const inside = `${outside}${' '.repeat(layout.indent)}`;
  return open + inside + texts.join(comma + inside) + outside + close;
}

/** Python's `repr` of a number: exponents from 1e16 and below 1e-4, with two digits at least. */
export function pythonNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const size = Math.abs(value);
  if (size >= 1e-4) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e-');
  return `${digits}e-${exponent.padStart(2, '0')}`;
}

function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function byCodePoint(one: string, other: string): number {
  const left = Array.from(one, (each) => each.codePointAt(0) ?? 0);
  const right = Array.from(other, (each) => each.codePointAt(0) ?? 0);
  const index = left.findIndex((each, at) => each !== right[at]);
  if (index === -1) return left.length - right.length;
  return (left[index] ?? 0) - (right[index] ?? -1);
}
