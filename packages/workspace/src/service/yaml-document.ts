/** YAML with places, through the `yaml` package: every oddity and every error. The plain reader is there for speed. */
import {
  type Failure,
  type MapEntry,
  type ParsedDocument,
  placeAt,
  type ScalarNode,
  type SourceText,
  type TemplateNode,
} from '@nx-lambda/core';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import { longName, SHORT_TAGS, writtenOut } from './short-tags.ts';

/** Nodes of a document with every alias written out. CloudFormation templates have at most some ten thousand. */
const MOST_NODES = 1_000_000;
const MOST_DEPTH = 200;
/** Later ones mostly follow from the first. */
const MOST_SYNTAX_ERRORS = 5;

export function readYaml(source: SourceText): ParsedDocument {
  const failures: Failure[] = [];
  let documents: readonly Document[];
  try {
    const parsed = parseAllDocuments(source.text, { logLevel: 'silent', prettyErrors: false, uniqueKeys: false });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    // The parser recurses; a text nested a thousand deep ends its stack.
    const detail = error instanceof RangeError ? 'it is nested too deep' : String(error);
    return { source, failures: [syntaxFailure(source, 0, 1, detail)] };
  }
  const [document] = documents;
  if (document === undefined) return { source, failures };
  for (const { message, pos } of documents.flatMap(({ errors }) => errors).slice(0, MOST_SYNTAX_ERRORS)) {
    failures.push(syntaxFailure(source, pos[0], pos[1], message.replace(/\.?\s*$/, '')));
  }
  if (failures.length > 0) return { source, failures };
  if (document.contents === null) return { source, failures };
  const reader: Reader = { source, failures, anchors: new Map(), open: new Set(), sizes: new Map(), aborted: false };
  const root = convert(document.contents, reader, 0);
  return reader.aborted ? { source, failures } : { source, root, failures };
}

interface Reader {
  readonly source: SourceText;
  readonly failures: Failure[];
  readonly anchors: Map<string, { readonly node: Node; converted?: TemplateNode }>;
  readonly open: Set<string>;
  /** How many nodes each one stands for, aliases written out. */
  readonly sizes: Map<TemplateNode, number>;
  aborted: boolean;
}

function convert(node: Node, reader: Reader, depth: number): TemplateNode {
  const { source } = reader;
  const [start, end] = span(node);
  const empty: ScalarNode = { kind: 'scalar', text: '', plain: true, source, start, end: Math.max(end, start) };
  if (reader.aborted) return empty;
  if (depth > MOST_DEPTH) return abort(reader, start, end, 'The file is nested too deep', empty);
  if (isAlias(node)) return resolveAlias(node, reader, empty);
  const anchor = 'anchor' in node ? node.anchor : undefined;
  const record: { readonly node: Node; converted?: TemplateNode } = { node };
  if (anchor) {
    reader.anchors.set(anchor, record);
    reader.open.add(anchor);
  }
  const value = tagged(node, content(node, reader, depth, empty), reader, start);
  if (anchor) {
    record.converted = value;
    reader.open.delete(anchor);
  }
  return value;
}

function content(node: Node, reader: Reader, depth: number, empty: ScalarNode): TemplateNode {
  const { source } = reader;
  const { start, end } = empty;
  if (isScalar(node)) {
    const plain = node.type === 'PLAIN' || node.type === undefined;
    const text = node.source ?? (typeof node.value === 'string' ? node.value : '');
    return { kind: 'scalar', text, plain, source, start, end: Math.max(end, start) };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => (isNode(item) ? convert(item, reader, depth + 1) : empty));
    return counted({ kind: 'list', items, source, start, end }, items, reader);
  }
  if (!isMap(node)) return empty;
  const entries: MapEntry[] = [];
  const merged = new Map<string, MapEntry>();
  const keys = new Set<string>();
  for (const pair of node.items as readonly Pair[]) {
    const key = isNode(pair.key) ? convert(pair.key, reader, depth + 1) : empty;
    if (key.kind !== 'scalar') {
      reader.failures.push(syntaxFailure(source, key.start, key.end, 'a key must be a single text'));
      continue;
    }
    const at = { ...empty, start: key.end, end: key.end };
    const value = isNode(pair.value) ? convert(pair.value, reader, depth + 1) : at;
    if (key.text === '<<' && key.plain) {
      for (const from of value.kind === 'list' ? value.items : [value]) {
        if (from.kind !== 'map') continue;
        for (const entry of from.entries) if (!merged.has(entry.key.text)) merged.set(entry.key.text, entry);
      }
      continue;
    }
    if (keys.has(key.text)) reader.failures.push(duplicateKey(key));
    keys.add(key.text);
    entries.push({ key, value });
  }
  const all = [...[...merged.values()].filter((entry) => !keys.has(entry.key.text)), ...entries];
  return counted(
    { kind: 'map', entries: all, source, start, end },
    all.map(({ value }) => value),
    reader,
  );
}

function tagged(node: Node, value: TemplateNode, reader: Reader, start: number): TemplateNode {
  const { tag } = node as { readonly tag?: string };
  if (tag === undefined || !tag.startsWith('!') || tag === '!') return value;
  const { text } = reader.source;
  const from = text.lastIndexOf(tag, start);
  const at = from === -1 ? start : from;
  if (longName(tag) !== undefined) return writtenOut(tag, value, reader.source, at, at + tag.length);
  reader.failures.push({
    code: 'NXL-TEMPLATE-TAG',
    message: `${tag} is not a tag that CloudFormation has.`,
    advice: `Use one of ${SHORT_TAGS.slice(0, 12).join(', ')}, … or write the function out.`,
    place: placeAt(reader.source, at, at + tag.length),
  });
  return value;
}

function resolveAlias(node: Alias, reader: Reader, empty: ScalarNode): TemplateNode {
  const { start, end } = empty;
  const record = reader.anchors.get(node.source);
  if (reader.open.has(node.source))
    return abort(reader, start, end, `The alias *${node.source} contains itself`, empty);
  if (record?.converted === undefined) {
    return abort(reader, start, end, `There is no anchor &${node.source} before this alias`, empty);
  }
  return record.converted;
}

function counted(node: TemplateNode, children: readonly TemplateNode[], reader: Reader): TemplateNode {
  let size = 1;
  for (const child of children) size += reader.sizes.get(child) ?? 1;
  reader.sizes.set(node, size);
  if (size <= MOST_NODES) return node;
  return abort(reader, node.start, node.end, 'The aliases here stand for more than a million values', node);
}

function abort<T extends TemplateNode>(reader: Reader, start: number, end: number, message: string, node: T): T {
  if (!reader.aborted) {
    reader.failures.push({
      code: 'NXL-TEMPLATE-ALIAS',
      message: `${message}.`,
      advice: 'Write the values out, or use fewer anchors.',
      place: placeAt(reader.source, start, end),
    });
  }
  reader.aborted = true;
  return node;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isSeq(value) || isMap(value) || isAlias(value);
}

function span(node: Node): readonly [number, number] {
  const range = node.range;
  return range ? [range[0], range[1]] : [0, 0];
}

/** Templates and configuration files have the same faults under codes of their own. */
function isConfig(source: SourceText): boolean {
  return /(^|\/)(lambda\.config|project|package)\.json$/.test(source.file);
}

export function duplicateKey(key: ScalarNode): Failure {
  return {
    code: isConfig(key.source) ? 'NXL-CONFIG-DUPLICATE-KEY' : 'NXL-TEMPLATE-DUPLICATE-KEY',
    message: `The key ${key.text} is written twice in the same map.`,
    advice: 'Keep one of them: tools differ in which of the two counts.',
    place: placeAt(key.source, key.start, key.end),
  };
}

export function syntaxFailure(source: SourceText, start: number, end: number, detail: string): Failure {
  return {
    code: isConfig(source) ? 'NXL-CONFIG-SYNTAX' : 'NXL-TEMPLATE-SYNTAX',
    message: `The file can't be read: ${detail.charAt(0).toLowerCase()}${detail.slice(1)}.`,
    advice: 'Correct the syntax at this place.',
    place: placeAt(source, start, Math.max(end, start + 1)),
  };
}
