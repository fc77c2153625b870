/** JSON with places. Comments and trailing commas are taken, as Nx and editors take them in configuration files. */
import type { Failure, MapEntry, ParsedDocument, ScalarNode, SourceText, TemplateNode } from '@nx-lambda/core';
import { duplicateKey, syntaxFailure } from './yaml-document.ts';

const MOST_DEPTH = 200;

export function readJson(source: SourceText): ParsedDocument {
  const state: State = { source, text: source.text, at: 0, failures: [] };
  try {
    skipBlank(state);
    if (state.at >= state.text.length) return { source, failures: [] };
    const root = value(state, 0);
    skipBlank(state);
    if (state.at < state.text.length) fault(state, 'there is text after the end');
    return { source, root, failures: state.failures };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { source, failures: [...state.failures, syntaxFailure(source, error.at, error.at + 1, error.message)] };
  }
}

/** Leaves the recursion; never leaves this file. */
class Fault extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

interface State {
  readonly source: SourceText;
  readonly text: string;
  at: number;
  readonly failures: Failure[];
}

function fault(state: State, message: string): never {
  throw new Fault(Math.min(state.at, Math.max(0, state.text.length - 1)), message);
}

function skipBlank(state: State): void {
  const blank = /(?:[\s\uFEFF]+|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = state.at;
  state.at += blank.exec(state.text)?.[0].length ?? 0;
}

function value(state: State, depth: number): TemplateNode {
  if (depth > MOST_DEPTH) fault(state, 'it is nested too deep');
  const char = state.text[state.at];
  if (char === '{') return object(state, depth);
  if (char === '[') return array(state, depth);
  if (char === '"') return string(state);
  const word = /[^\s,:{}[\]"/]+/y;
  word.lastIndex = state.at;
  const text = word.exec(state.text)?.[0];
  if (text === undefined) fault(state, char === undefined ? 'it ends too early' : `\`${char}\` is not expected here`);
  if (!/^(true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?)$/.test(text))
    fault(state, `\`${text.slice(0, 40)}\` is no JSON value`);
  const start = state.at;
  state.at += text.length;
  return { kind: 'scalar', text, plain: true, source: state.source, start, end: state.at };
}

function string(state: State): ScalarNode {
  const start = state.at;
  const literal = /"(?:[^"\\\n]|\\.)*"/y;
  literal.lastIndex = start;
  const found = literal.exec(state.text)?.[0];
  if (found === undefined) fault(state, 'the text has no closing quote');
  state.at += found.length;
  return {
    kind: 'scalar',
    text: unescape(state, found, start),
    plain: false,
    source: state.source,
    start,
    end: state.at,
  };
}

function unescape(state: State, literal: string, start: number): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal.replaceAll('\t', '\\t')));
  } catch {
    state.at = start;
    return fault(state, 'the text has an unknown escape');
  }
}

function object(state: State, depth: number): TemplateNode {
  const start = state.at++;
  const entries: MapEntry[] = [];
  const keys = new Set<string>();
  for (;;) {
    skipBlank(state);
    if (state.text[state.at] === '}') break;
    if (state.text[state.at] !== '"') fault(state, 'a key in double quotes is expected here');
    const key = string(state);
    if (keys.has(key.text)) state.failures.push(duplicateKey(key));
    keys.add(key.text);
    skipBlank(state);
    if (state.text[state.at] !== ':') fault(state, 'a colon is expected here');
    state.at++;
    skipBlank(state);
    entries.push({ key, value: value(state, depth + 1) });
    if (!comma(state, '}')) break;
  }
  state.at++;
  return { kind: 'map', entries, source: state.source, start, end: state.at };
}

function array(state: State, depth: number): TemplateNode {
  const start = state.at++;
  const items: TemplateNode[] = [];
  for (;;) {
    skipBlank(state);
    if (state.text[state.at] === ']') break;
    items.push(value(state, depth + 1));
    if (!comma(state, ']')) break;
  }
  state.at++;
  return { kind: 'list', items, source: state.source, start, end: state.at };
}

function comma(state: State, close: string): boolean {
  skipBlank(state);
  const char = state.text[state.at];
  if (char === close) return false;
  if (char !== ',') fault(state, char === undefined ? 'it ends too early' : `a comma or \`${close}\` is expected here`);
  state.at++;
  return true;
}
