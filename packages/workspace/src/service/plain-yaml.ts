/**
 * A fast reader for the YAML that templates are mostly written in: block maps and lists, scalars and flow collections on one
 * line, short tags. It gives the same tree as the full parser or gives up (undefined) — for anchors, merge keys, tabs,
 * scalars over several lines, duplicate keys, unknown tags and every error — so that the full parser has the last word.
 * Measured at about a fiftieth of the full parser's time, which 1000 templates at every Nx command need.
 */
import type { MapEntry, ScalarNode, SourceText, TemplateNode } from '@nx-lambda/core';
import {
  flowValue,
  GiveUp,
  giveUp,
  isLineEnd,
  isSpecialKey,
  plainScalar,
  quoted,
  scalar,
  skipSpaces,
  tagAt,
} from './plain-yaml-inline.ts';
import { writtenOut } from './short-tags.ts';

const MOST_DEPTH = 100;
/** Tabs, other control characters, characters outside of the basic plane, markers of documents and directives. */
const UNUSUAL = /[\t\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]|\r(?!\n)|^%|\n(?:---|\.\.\.)/;

export function readPlainYaml(source: SourceText): TemplateNode | undefined {
  if (UNUSUAL.test(source.text)) return undefined;
  const state: State = { source, lines: linesOf(source), at: 0 };
  try {
    const first = peek(state);
    if (first === undefined || first.indent !== 0) return undefined;
    const root = block(state, 0, 0);
    return peek(state) === undefined ? root : undefined;
  } catch (error) {
    if (error instanceof GiveUp) return undefined;
    throw error;
  }
}

/** `start` moves on where a list item holds a map: what is left of the line is then a line of its own. */
interface Line {
  readonly begin: number;
  start: number;
  indent: number;
  readonly end: number;
}

interface State {
  readonly source: SourceText;
  readonly lines: readonly Line[];
  at: number;
}

function linesOf({ text, lineStarts }: SourceText): readonly Line[] {
  return lineStarts.map((begin, index): Line => {
    const next = lineStarts[index + 1];
    let end = next === undefined ? text.length : next - 1;
    if (end > begin && text[end - 1] === '\r') end--;
    const start = skipSpaces(text, begin, end);
    return { begin, start, indent: start - begin, end };
  });
}

/** The next line with content. */
function peek(state: State): Line | undefined {
  for (; state.at < state.lines.length; state.at++) {
    const line = state.lines[state.at];
    if (line === undefined || line.start >= line.end || state.source.text[line.start] === '#') continue;
    if (line.begin === 0 && /^--- *$/.test(state.source.text.slice(0, line.end))) continue;
    if (line.begin === 0 && line.indent === 0 && state.source.text.startsWith('---')) giveUp();
    return line;
  }
  return undefined;
}

function block(state: State, indent: number, depth: number): TemplateNode {
  if (depth > MOST_DEPTH) giveUp();
  const line = peek(state);
  if (line === undefined || line.indent !== indent) return giveUp();
  return isItem(state, line) ? list(state, indent, depth) : map(state, indent, depth);
}

function isItem({ source }: State, line: Line): boolean {
  return source.text[line.start] === '-' && (line.start + 1 === line.end || source.text[line.start + 1] === ' ');
}

function map(state: State, indent: number, depth: number): TemplateNode {
  const { source } = state;
  const entries: MapEntry[] = [];
  const keys = new Set<string>();
  const start = peek(state)?.start ?? 0;
  let end = start;
  for (let line = peek(state); line !== undefined && line.indent >= indent; line = peek(state)) {
    if (line.indent !== indent || isItem(state, line)) giveUp();
    const key = keyAt(source, line.start, line.end) ?? giveUp();
    if (keys.has(key.text) || isSpecialKey(key)) giveUp();
    keys.add(key.text);
    const colon = source.text[key.end] === ':' ? key.end : giveUp();
    const value = valueAfter(state, line, colon + 1, indent, depth, true);
    entries.push({ key, value });
    end = value.end;
  }
  return { kind: 'map', entries, source, start, end };
}

function list(state: State, indent: number, depth: number): TemplateNode {
  const { source } = state;
  const items: TemplateNode[] = [];
  const start = peek(state)?.start ?? 0;
  let end = start;
  for (let line = peek(state); line !== undefined && line.indent >= indent; line = peek(state)) {
    if (line.indent !== indent) giveUp();
    if (!isItem(state, line)) break;
    const item = itemValue(state, line, indent, depth);
    items.push(item);
    end = item.end;
  }
  return { kind: 'list', items, source, start, end };
}

function itemValue(state: State, line: Line, indent: number, depth: number): TemplateNode {
  const { text } = state.source;
  const start = skipSpaces(text, line.start + 1, line.end);
  const nested = text[start] === '-' && (start + 1 >= line.end || text[start + 1] === ' ');
  if (start < line.end && text[start] !== '#' && (nested || keyAt(state.source, start, line.end) !== undefined)) {
    line.indent = start - line.begin;
    line.start = start;
    return block(state, line.indent, depth + 1);
  }
  return valueAfter(state, line, line.start + 1, indent, depth, false);
}

/** A key that a colon and a blank (or the line's end) follow; undefined where the text is no key. */
function keyAt(source: SourceText, start: number, end: number): ScalarNode | undefined {
  const { text } = source;
  const first = text[start] ?? '';
  if (first === '"' || first === "'") {
    const key = quoted(source, start, end);
    const colon = text[key.end] === ':';
    if (!colon) return undefined;
    return key.end + 1 >= end || text[key.end + 1] === ' ' ? key : giveUp();
  }
  if (!/[A-Za-z0-9_/.$]/.test(first)) return undefined;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '#' && text[at - 1] === ' ') return undefined;
    if (char !== ':' || (at + 1 < end && text[at + 1] !== ' ')) continue;
    return text[at - 1] === ' ' ? giveUp() : scalar(source, text.slice(start, at), true, start, at);
  }
  return undefined;
}

/** What follows a colon or a dash, on its line or below. */
function valueAfter(
  state: State,
  line: Line,
  after: number,
  indent: number,
  depth: number,
  ofKey: boolean,
): TemplateNode {
  const { source } = state;
  const { text } = source;
  const start = skipSpaces(text, after, line.end);
  if (isLineEnd(text, after, line.end)) {
    state.at++;
    return below(state, indent, depth, ofKey) ?? scalar(source, '', true, after, after);
  }
  if (text[start] !== '!') return onLine(state, line, start, indent);
  const { tag, next } = tagAt(text, start, line.end);
  const tagEnd = start + tag.length;
  if (!isLineEnd(text, tagEnd, line.end)) {
    if (text[next] === '!') giveUp();
    return writtenOut(tag, onLine(state, line, next, indent), source, start, tagEnd);
  }
  state.at++;
  return writtenOut(tag, below(state, indent, depth, false) ?? giveUp(), source, start, tagEnd);
}

/** A block on the next lines; a list may stand at its key's own indent. */
function below(state: State, indent: number, depth: number, ofKey: boolean): TemplateNode | undefined {
  const line = peek(state);
  if (line === undefined) return undefined;
  if (line.indent > indent) {
    if (!isItem(state, line) && keyAt(state.source, line.start, line.end) === undefined) giveUp();
    return block(state, line.indent, depth + 1);
  }
  return ofKey && line.indent === indent && isItem(state, line) ? list(state, indent, depth + 1) : undefined;
}

function onLine(state: State, line: Line, start: number, indent: number): TemplateNode {
  const { source } = state;
  const { text } = source;
  const char = text[start];
  if (char === '|' || char === '>') return blockScalar(state, line, start, indent);
  state.at++;
  if (char === '{' || char === '[') {
    const { node, next } = flowValue(source, start, line.end);
    return isLineEnd(text, next, line.end) ? node : giveUp();
  }
  if (char === '"' || char === "'") {
    const node = quoted(source, start, line.end);
    return isLineEnd(text, node.end, line.end) ? node : giveUp();
  }
  return plainScalar(source, start, line.end);
}

/** Literal text, and folded text without blank or deeper lines, whose rules are longer than the rest of this file. */
function blockScalar(state: State, line: Line, start: number, indent: number): TemplateNode {
  const { source, lines } = state;
  const header = source.text.slice(start, line.end);
  if (!/^[|>]-? *$/.test(header)) giveUp();
  const literal = header.startsWith('|');
  state.at++;
  const texts: string[] = [];
  let depth = -1;
  let end = line.end;
  let blanks = 0;
  for (let next = lines[state.at]; next !== undefined; next = lines[++state.at]) {
    if (next.start >= next.end) {
      if (next.end > next.begin || depth === -1) giveUp();
      blanks++;
      continue;
    }
    if (next.indent <= indent) break;
    if (depth === -1) depth = next.indent;
    if (next.indent < depth || (!literal && (next.indent > depth || blanks > 0))) giveUp();
    for (; blanks > 0; blanks--) texts.push('');
    texts.push(source.text.slice(next.begin + depth, next.end));
    end = next.end;
  }
  if (texts.length === 0) giveUp();
  const text = texts.join(literal ? '\n' : ' ');
  return scalar(source, header.includes('-') ? text : `${text}\n`, false, start, end);
}
