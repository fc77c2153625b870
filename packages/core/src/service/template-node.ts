/**
 * A template or config file as a tree whose every node knows its place. YAML and JSON give the same tree; CloudFormation's
 * short tags are written out (`!Ref A` is `{Ref: A}`), anchors and merge keys are resolved. Scalars keep their text, because
 * CloudFormation decides by the property, not by YAML's schema, what `on`, `012` or `1.10` means.
 */
import type { Failure, FailureCode, Place } from '../failure.ts';

/** A file's text with what is needed to tell lines. Offsets count UTF-16 units. */
export interface SourceText {
  /** Relative to the workspace root, with `/`. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  readonly lineStarts: readonly number[];
}

interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly text: string;
  /** Written without quotes, so that `null`, `true` and numbers mean themselves. */
  readonly plain: boolean;
}

export interface MapNode extends Span {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: ScalarNode;
  readonly value: TemplateNode;
}

export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly TemplateNode[];
}

export type TemplateNode = ScalarNode | MapNode | ListNode;

/** A file that was parsed. `root` is absent where nothing could be made of it. */
export interface ParsedDocument {
  readonly source: SourceText;
  readonly root?: TemplateNode;
  readonly failures: readonly Failure[];
}

export function sourceText(file: string, content: string): SourceText {
  const text = content.startsWith('\uFEFF') ? content.slice(1) : content;
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** The place of a stretch of text; what reaches over the line's end is cut. */
export function placeAt(source: SourceText, start: number, end: number): Place {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const lineStart = source.lineStarts[low] ?? 0;
  const lineEnd = (source.lineStarts[low + 1] ?? source.text.length + 1) - 1;
  const lineText = source.text.slice(lineStart, lineEnd).replace(/\r$/, '');
  const length = Math.max(1, Math.min(end, lineStart + lineText.length) - start);
  const place = { file: source.file, line: low + 1, column: start - lineStart + 1, length };
  // An excerpt of a file that is all one line would show nothing.
  return lineText.length > 1000 ? place : { ...place, lineText };
}

export function placeOf(node: TemplateNode): Place {
  return placeAt(node.source, node.start, node.end);
}

export function failureAt(
  node: TemplateNode,
  code: FailureCode,
  message: string,
  advice: string,
  notes: readonly string[] = [],
): Failure {
  return { code, message, advice, place: placeOf(node), ...(notes.length > 0 ? { notes } : {}) };
}

/** The last value of a key, as every parser that accepts duplicates takes it. */
export function valueOf(node: TemplateNode | undefined, key: string): TemplateNode | undefined {
  return entryOf(node, key)?.value;
}

export function entryOf(node: TemplateNode | undefined, key: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.findLast((entry) => entry.key.text === key) : undefined;
}

export function scalarAt(near: TemplateNode, text: string): ScalarNode {
  return { kind: 'scalar', text, plain: false, source: near.source, start: near.start, end: near.end };
}

export function isNull(node: TemplateNode): boolean {
  return node.kind === 'scalar' && node.plain && /^(|~|null|Null|NULL)$/.test(node.text);
}

/** YAML 1.1's words, as CloudFormation and SAM read them; quoted `"true"` counts too. */
export function booleanOf(node: TemplateNode): boolean | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (/^(true|yes|on)$/i.test(node.text)) return true;
  return /^(false|no|off)$/i.test(node.text) ? false : undefined;
}

/** For messages: `a string`, `a list`, … */
export function describeNode(node: TemplateNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return 'a list';
  return isNull(node) ? 'nothing' : 'a single value';
}
