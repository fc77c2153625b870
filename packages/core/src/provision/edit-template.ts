/**
 * The template that is sent to CloudFormation is the user's own text with only the local paths exchanged: whatever else
 * it says, and however it is written, stays as it is. JSON is YAML too, so one notation serves both.
 */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { failureAt, type MapNode, placeAt, type SourceText, type TemplateNode } from '../service/template-node.ts';
import type { LocalReference, LocationForm } from './local-content.ts';

/** An object in the artifact bucket. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

export interface TextEdit {
  /** Offsets into the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The key that it adds to a map: several may be added at one place. */
  readonly adds?: string;
}

/** What a property says once its content lies in the bucket. */
export function locationText(form: LocationForm, { bucket, key, region }: StoredObject): string {
  switch (form.kind) {
    case 's3-uri':
      return JSON.stringify(`s3://${bucket}/${key}`);
    case 'https':
      return JSON.stringify(objectAddress({ bucket, key, region }));
    case 'map':
      return JSON.stringify({ [form.bucket]: bucket, [form.key]: key });
  }
}

/** The address that CloudFormation takes for templates: path style, which any bucket name allows. */
export function objectAddress({ bucket, key, region }: StoredObject): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `https://s3.${region}.${domain}/${bucket}/${path}`;
}

/** Sets a reference's property. */
export function locationEdit(reference: LocalReference, text: string): TextEdit {
  const { value, properties, name } = reference;
  return valueEdit(properties, name, value, text);
}

/** Exchanges a map's value; one that is not there, or that an anchor brings in, is added. */
export function valueEdit(map: MapNode, name: string, value: TemplateNode | undefined, text: string): TextEdit {
  if (value !== undefined && isInside(value, map)) return { start: value.start, end: value.end, text };
  return insertion(map, name, text);
}

/** Before the first entry, in the manner of the map: `{ … }` goes on in its line, a block in lines of its own. */
export function insertion(map: MapNode, name: string, text: string): TextEdit {
  const { source, start } = map;
  const entry = `${JSON.stringify(name)}: ${text}`;
  if (map.entries.length === 0) return { start, end: map.end, text: `{${entry}}`, adds: name };
  if (source.text.charAt(start) === '{') return { start: start + 1, end: start + 1, text: `${entry}, `, adds: name };
  const indent = ' '.repeat(placeAt(source, start, start).column - 1);
  return { start, end: start, text: `${entry}\n${indent}`, adds: name };
}

/** A value that an anchor or merge key brings in lies elsewhere, where others use it too. */
function isInside(value: { readonly start: number; readonly end: number; readonly source: SourceText }, map: MapNode) {
  return value.source === map.source && value.start >= map.start && value.end <= map.end;
}

/** Equal edits of one place count once; edits that contradict one another are a failure. */
export function applyEdits(source: SourceText, edits: readonly TextEdit[]): Result<string> {
  const ordered = withJoinedAdditions(edits).toSorted((a, b) => a.start - b.start || a.end - b.end);
  const problems: Failure[] = [];
  let text = '';
  let at = 0;
  let last: TextEdit | undefined;
  for (const edit of ordered) {
    if (last !== undefined && edit.start === last.start && edit.end === last.end) {
      if (edit.text !== last.text) problems.push(contradiction(source, edit));
      continue;
    }
    if (edit.start < at) {
      problems.push(contradiction(source, edit));
      continue;
    }
    text += source.text.slice(at, edit.start) + edit.text;
    at = edit.end;
    last = edit;
  }
  const [first, ...others] = problems;
  return first === undefined ? success(text + source.text.slice(at)) : failed(first, ...others);
}

/** Different keys that are added to one map are one edit. */
function withJoinedAdditions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const additions = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    if (edit.adds === undefined) continue;
    const place = `${edit.start} ${edit.end}`;
    const there = additions.get(place) ?? [];
    if (!there.some(({ adds, text }) => adds === edit.adds && text === edit.text)) there.push(edit);
    additions.set(place, there);
  }
  const joined = [...additions.values()].flatMap((there): readonly TextEdit[] => {
    const isOnce = new Set(there.map(({ adds }) => adds)).size === there.length;
    return isOnce && there.length > 1 ? [there.reduce(both)] : there;
  });
  return [...edits.filter(({ adds }) => adds === undefined), ...joined];
}

function both(one: TextEdit, other: TextEdit): TextEdit {
  const replacesEmpty = one.end > one.start;
  return { ...one, text: replacesEmpty ? `${one.text.slice(0, -1)}, ${other.text.slice(1)}` : one.text + other.text };
}

function contradiction(source: SourceText, { start, end }: TextEdit): Failure {
  return failureAt(
    { kind: 'scalar', text: '', plain: false, source, start, end },
    'NXL-PROVISION-SHARED-VALUE',
    'This value stands for the code of several resources, which are packaged each for itself.',
    'Write the property at each resource, without an anchor or a loop.',
  );
}
