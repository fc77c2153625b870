/**
 * What stands on one line of plain YAML: quoted and plain scalars, flow collections, tags. A part of {@link readPlainYaml};
 * whatever is unusual makes it give up.
 */
import type { MapEntry, ScalarNode, SourceText, TemplateNode } from '@nx-lambda/core';
import { longName, writtenOut } from './short-tags.ts';

/** Thrown to leave the recursion; the full parser then reads the file. */
export class GiveUp extends Error {}

export function giveUp(): never {
  throw new GiveUp();
}

const MOST_FLOW_DEPTH = 50;
const PLAIN_START = /[A-Za-z0-9_/.$(<+~^=;\\-]/;

export function scalar(source: SourceText, text: string, plain: boolean, start: number, end: number): ScalarNode {
  return { kind: 'scalar', text, plain, source, start, end };
}

/** The offset after the blanks. */
export function skipSpaces(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && text.charCodeAt(next) === 32) next++;
  return next;
}

/** Whether nothing but a comment follows; a comment needs a blank before it. */
export function isLineEnd(text: string, at: number, end: number): boolean {
  const next = skipSpaces(text, at, end);
  return next >= end || (text[next] === '#' && (next > at || text[at - 1] === ' '));
}

/** A quoted scalar that ends on its line. */
export function quoted(source: SourceText, at: number, end: number): ScalarNode {
  const { text } = source;
  const quote = text[at];
  let close = at + 1;
  for (; close < end; close++) {
    const char = text[close];
    if (char === '\\' && quote === '"') close++;
    else if (char === quote) {
      if (quote === "'" && text[close + 1] === "'") close++;
      else break;
    }
  }
  if (close >= end) giveUp();
  const inner = text.slice(at + 1, close);
  return scalar(source, quote === '"' ? unescaped(inner) : inner.replaceAll("''", "'"), false, at, close + 1);
}

function unescaped(inner: string): string {
  if (!inner.includes('\\')) return inner;
  return inner.replace(/\\(.)/g, (_, char: string) => {
    const meant = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/' }[char];
    return meant ?? giveUp();
  });
}

/** A plain scalar of a block: up to a comment or the line's end. */
export function plainScalar(source: SourceText, at: number, end: number): ScalarNode {
  const { text } = source;
  checkPlainStart(text, at, end);
  let stop = at;
  for (; stop < end; stop++) {
    const char = text[stop];
    if (char === ':' && (stop + 1 >= end || text[stop + 1] === ' ')) giveUp();
    if (char === '#' && text[stop - 1] === ' ') break;
  }
  while (stop > at && text[stop - 1] === ' ') stop--;
  return scalar(source, text.slice(at, stop), true, at, stop);
}

function checkPlainStart(text: string, at: number, end: number): void {
  if (!PLAIN_START.test(text[at] ?? '')) giveUp();
  if (text[at] === '-' && (at + 1 >= end || text[at + 1] === ' ')) giveUp();
}

/** The tag at `at`, with the offset where its value may start; CloudFormation's own tags only. */
export function tagAt(text: string, at: number, end: number): { readonly tag: string; readonly next: number } {
  const pattern = /![A-Za-z0-9]+/y;
  pattern.lastIndex = at;
  const tag = pattern.exec(text)?.[0] ?? giveUp();
  const after = at + tag.length;
  if (longName(tag) === undefined || (after < end && text[after] !== ' ')) giveUp();
  return { tag, next: skipSpaces(text, after, end) };
}

export interface FlowRead<T> {
  readonly node: T;
  /** The offset after it. */
  readonly next: number;
}

/** A value inside or at the start of a flow collection, all on one line. */
export function flowValue(source: SourceText, at: number, end: number, depth = 0): FlowRead<TemplateNode> {
  if (depth > MOST_FLOW_DEPTH || at >= end) giveUp();
  const { text } = source;
  const char = text[at];
  if (char === '{') return flowMap(source, at, end, depth);
  if (char === '[') return flowList(source, at, end, depth);
  if (char === '!') {
    const { tag, next } = tagAt(text, at, end);
    if (text[next] === '!') giveUp();
    const value = flowValue(source, next, end, depth + 1);
    return { node: writtenOut(tag, value.node, source, at, at + tag.length), next: value.next };
  }
  const node = char === '"' || char === "'" ? quoted(source, at, end) : flowPlain(source, at, end);
  return { node, next: node.end };
}

function flowPlain(source: SourceText, at: number, end: number): ScalarNode {
  const { text } = source;
  checkPlainStart(text, at, end);
  let stop = at;
  for (; stop < end; stop++) {
    const char = text[stop] ?? '';
    if (',[]{}'.includes(char)) break;
    if (char === '#') giveUp();
    if (char !== ':') continue;
    const after = text[stop + 1] ?? '';
    if (after === ' ') break;
    if (stop + 1 >= end || ',[]{}'.includes(after)) giveUp();
  }
  while (stop > at && text[stop - 1] === ' ') stop--;
  return scalar(source, text.slice(at, stop), true, at, stop);
}

function flowMap(source: SourceText, at: number, end: number, depth: number): FlowRead<TemplateNode> {
  const { text } = source;
  const entries: MapEntry[] = [];
  const keys = new Set<string>();
  let next = skipSpaces(text, at + 1, end);
  while (text[next] !== '}') {
    const key = text[next] === '"' || text[next] === "'" ? quoted(source, next, end) : flowPlain(source, next, end);
    if (text[key.end] !== ':' || text[key.end + 1] !== ' ' || isSpecialKey(key)) giveUp();
    const value = flowValue(source, skipSpaces(text, key.end + 1, end), end, depth + 1);
    if (keys.has(key.text)) giveUp();
    keys.add(key.text);
    entries.push({ key, value: value.node });
    next = separator(text, value.next, end, '}');
  }
  return { node: { kind: 'map', entries, source, start: at, end: next + 1 }, next: next + 1 };
}

function flowList(source: SourceText, at: number, end: number, depth: number): FlowRead<TemplateNode> {
  const { text } = source;
  const items: TemplateNode[] = [];
  let next = skipSpaces(text, at + 1, end);
  while (text[next] !== ']') {
    const item = flowValue(source, next, end, depth + 1);
    items.push(item.node);
    next = separator(text, item.next, end, ']');
  }
  return { node: { kind: 'list', items, source, start: at, end: next + 1 }, next: next + 1 };
}

/** After an item: past the comma, or at the closing bracket. */
function separator(text: string, at: number, end: number, close: string): number {
  const next = skipSpaces(text, at, end);
  if (next >= end) giveUp();
  if (text[next] === close) return next;
  if (text[next] !== ',') giveUp();
  const after = skipSpaces(text, next + 1, end);
  return after >= end ? giveUp() : after;
}

/** Merge keys and the like are the full parser's. */
export function isSpecialKey(key: ScalarNode): boolean {
  return key.text === '<<' || key.text === '' || key.text.length > 200;
}
