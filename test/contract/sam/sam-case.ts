import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, type ScalarTag } from 'yaml';
import type { JsonObject, JsonValue } from '../../../packages/fake-aws/src/sam/json.ts';

export interface SamCase {
  readonly name: string;
  readonly template: JsonObject;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Short tags whose value is a text. Those with a list or a map are written in their long form in the fixtures. */
const TAGS: readonly ScalarTag[] = [
  { tag: '!Ref', resolve: (text): JsonObject => ({ Ref: text }) },
  { tag: '!Sub', resolve: (text): JsonObject => ({ 'Fn::Sub': text }) },
  { tag: '!GetAtt', resolve: (text): JsonObject => ({ 'Fn::GetAtt': splitOnce(text) }) },
];

function splitOnce(text: string): readonly string[] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

/** All fixtures. One may name parameter values under `Metadata: {parameters}`. */
export function samCases(): readonly SamCase[] {
  const folder = new URL('./fixtures/', import.meta.url);
  const names = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.yaml'));
  return names.toSorted().map((name) => {
    const text = readFileSync(fileURLToPath(new URL(name, folder)), 'utf8');
    const template = parse(text, { customTags: [...TAGS] }) as Readonly<Record<string, JsonValue>>;
    const metadata = template['Metadata'] as { readonly parameters?: Readonly<Record<string, string>> } | undefined;
    return { name: name.replace('.yaml', ''), template, parameters: metadata?.parameters ?? {} };
  });
}
