/**
 * The template that is sent to CloudFormation is the user's own text with only the local paths exchanged: whatever else
 * it says, and however it is written, stays as it is. JSON is YAML too, so one notation serves both.
 */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { failureAt, type MapNode, placeAt, type SourceText } from '../service/template-node.ts';
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
  if (value !== undefined && isInside(value, properties)) return { start: value.start, end: value.end, text };
  return insertion(properties, name, text);
}

/** Before the first entry, in the manner of the map: `{ … }` goes on in its line, a block in lines of its own. */
export function insertion(map: MapNode, name: string, text: string): TextEdit {
  const { source, start } = map;
  const entry = `${JSON.stringify(name)}: ${text}`;
  if (map.entries.length === 0) return { start, end: map.end, text: `{${entry}}` };
  if (source.text.charAt(start) === '{') return { start: start + 1, end: start + 1, text: `${entry}, ` };
  const indent = ' '.repeat(placeAt(source, start, start).column - 1);
  return { start, end: start, text: `${entry}\n${indent}` };
}

/** A value that an anchor or merge key brings in lies elsewhere, where others use it too. */
function isInside(value: { readonly start: number; readonly end: number; readonly source: SourceText }, map: MapNode) {
  return value.source === map.source && value.start >= map.start && value.end <= map.end;
}

/** Equal edits of one place count once; edits that contradict one another are a failure. */
export function applyEdits(source: SourceText, edits: readonly TextEdit[]): Result<string> {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
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

function contradiction(source: SourceText, { start, end }: TextEdit): Failure {
  return failureAt(
    { kind: 'scalar', text: '', plain: false, source, start, end },
    'NXL-PROVISION-SHARED-VALUE',
    'This value stands for the code of several resources, which are packaged each for itself.',
    'Write the property at each resource, without an anchor or a loop.',
  );
}
