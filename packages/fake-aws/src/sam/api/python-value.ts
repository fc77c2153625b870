import { isList, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { pythonNumber } from '../python-json.ts';
import { HashOrder } from './hash-order.ts';

/** A text that came from the template, where Python 2.7 had `u'…'`. */
export class TemplateText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type PythonText = string | TemplateText;
export type PythonValue = null | boolean | number | PythonText | PythonValue[] | PythonDict;

/**
 * A part of an API definition while it is edited. It can be changed in place, keeps its keys in the order of Python 2.7
 * when it is `hashed` and as they came when not, and remembers which texts are the template's.
 */
export class PythonDict {
  readonly #values = new Map<string, PythonValue>();
  readonly #keys = new Map<string, PythonText>();
  readonly #order: HashOrder | undefined;

  constructor(hashed: boolean, order?: HashOrder) {
    this.#order = hashed ? (order ?? new HashOrder()) : undefined;
  }

  get hashed(): boolean {
    return this.#order !== undefined;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): PythonValue | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** A key that is there stays as it was first written. */
  set(key: PythonText, value: PythonValue): this {
    const text = textOf(key);
    if (!this.#keys.has(text)) this.#keys.set(text, key);
    this.#values.set(text, value);
    this.#order?.add(text);
    return this;
  }

  delete(key: string): void {
    this.#values.delete(key);
    this.#keys.delete(key);
    this.#order?.remove(key);
  }

  keys(): readonly string[] {
    return this.#order?.keys() ?? [...this.#values.keys()];
  }

  entries(): readonly (readonly [PythonText, PythonValue])[] {
    return this.keys().map((key) => [this.#keys.get(key) ?? key, this.#values.get(key) ?? null] as const);
  }

  copy(): PythonDict {
    const copied = new PythonDict(this.hashed, this.#order?.copy());
    for (const key of this.#values.keys()) {
      copied.set(this.#keys.get(key) ?? key, deepCopy(this.#values.get(key) ?? null));
    }
    return copied;
  }

  /** The dictionary at a key, made when nothing stands there. */
  dictAt(key: string): PythonDict {
    const value = this.#values.get(key);
    if (value instanceof PythonDict) return value;
    const made = new PythonDict(this.hashed);
    this.set(key, made);
    return made;
  }
}

export function deepCopy(value: PythonValue): PythonValue {
  if (Array.isArray(value)) return value.map(deepCopy);
  return value instanceof PythonDict ? value.copy() : value;
}

export function textOf(text: PythonText): string {
  return typeof text === 'string' ? text : text.text;
}

/** A value's text; undefined when it is none. */
export function textIn(value: PythonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof TemplateText ? value.text : undefined;
}

/** A part of the template. */
export function fromTemplate(value: JsonValue, hashed: boolean): PythonValue {
  if (!hashed) return fromTransform(value);
  if (typeof value === 'string') return new TemplateText(value);
  if (isList(value)) return value.map((each) => fromTemplate(each, hashed));
  if (!isObject(value)) return value;
  const dict = new PythonDict(true);
  for (const [key, each] of Object.entries(value)) dict.set(new TemplateText(key), fromTemplate(each, hashed));
  return dict;
}

/** What the transform itself writes. */
export function fromTransform(value: JsonValue): PythonValue {
  if (isList(value)) return value.map(fromTransform);
  if (!isObject(value)) return value;
  const dict = new PythonDict(false);
  for (const [key, each] of Object.entries(value)) dict.set(key, fromTransform(each));
  return dict;
}

/** A dictionary of the transform's own keys. */
export function dictOf(hashed: boolean, entries: Readonly<Record<string, PythonValue>>): PythonDict {
  const dict = new PythonDict(hashed);
  for (const [key, value] of Object.entries(entries)) dict.set(key, value);
  return dict;
}

export function toJson(value: PythonValue): JsonValue {
  if (value instanceof TemplateText) return value.text;
  if (Array.isArray(value)) return value.map(toJson);
  if (!(value instanceof PythonDict)) return value;
  return toJsonObject(value);
}

export function toJsonObject(dict: PythonDict): JsonObject {
  return Object.fromEntries(dict.entries().map(([key, value]) => [textOf(key), toJson(value)]));
}

/** The value as `str` of Python writes it. */
export function pythonText(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return pythonNumber(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (!(value instanceof PythonDict)) return quotedText(value);
  return `{${value
    .entries()
    .map(([key, each]) => `${quotedText(key)}: ${pythonText(each)}`)
    .join(', ')}}`;
}

function quotedText(value: PythonText): string {
  const text = textOf(value);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = Array.from(text, (each) => escapedPoint(each, typeof value !== 'string')).join('');
  const inner = quote === "'" ? escaped.replaceAll("'", "\\'") : escaped;
  return `${typeof value === 'string' ? '' : 'u'}${quote}${inner}${quote}`;
}

const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapedPoint(character: string, onlyAscii: boolean): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x20 && point < 0x7f) return character;
  if (!onlyAscii && point > 0xa0) return character;
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
