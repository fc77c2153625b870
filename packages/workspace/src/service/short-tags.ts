/** CloudFormation's short tags, written out: `!Sub x` is `{Fn::Sub: x}`. */
import type { ScalarNode, SourceText, TemplateNode } from '@nx-lambda/core';

const BARE = ['Ref', 'Condition'];
const FUNCTIONS = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length'],
  ...['Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'GetStackOutput'],
  ...['Contains', 'EachMemberEquals', 'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll'],
];

export const SHORT_TAGS: readonly string[] = [...BARE, ...FUNCTIONS].map((name) => `!${name}`);

/** The key that a tag stands for; undefined for a tag that CloudFormation does not have. */
export function longName(tag: string): string | undefined {
  const name = tag.slice(1);
  if (BARE.includes(name)) return name;
  return FUNCTIONS.includes(name) ? `Fn::${name}` : undefined;
}

/** `start` and `end` are the tag's own. */
export function writtenOut(
  tag: string,
  value: TemplateNode,
  source: SourceText,
  start: number,
  end: number,
): TemplateNode {
  const name = longName(tag) ?? tag;
  const key: ScalarNode = { kind: 'scalar', text: name, plain: false, source, start, end };
  return { kind: 'map', entries: [{ key, value: attribute(name, value) }], source, start, end: value.end };
}

/** `!GetAtt A.B` is the list of A and B. */
function attribute(name: string, value: TemplateNode): TemplateNode {
  if (name !== 'Fn::GetAtt' || value.kind !== 'scalar') return value;
  const dot = value.text.indexOf('.');
  if (dot === -1) return value;
  const items = [value.text.slice(0, dot), value.text.slice(dot + 1)].map((text): ScalarNode => ({ ...value, text }));
  return { kind: 'list', items, source: value.source, start: value.start, end: value.end };
}
