/**
 * CloudFormation's functions, as far as they can be told before deployment: with the parameters' assumed values. What can't
 * be told stays unknown with a reason; nothing is guessed.
 */
import type { NameExpression } from './service.ts';
import { isNull, type MapEntry, type MapNode, scalarAt, type TemplateNode, valueOf } from './template-node.ts';

export interface Parameter {
  /** What the parameter most likely is: samconfig.toml's override, else its default. */
  readonly assumed?: TemplateNode;
  /** How it appears in a physical name. Undefined: it can't appear in one (a nested stack's computed value). */
  readonly expression?: NameExpression;
}

export interface Scope {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly conditions: TemplateNode | undefined;
  readonly mappings: TemplateNode | undefined;
  /** False in a nested stack, whose name CloudFormation makes. */
  readonly ownsStackName: boolean;
  /** The content of a local file of AWS::Include. */
  include(location: TemplateNode): TemplateNode | undefined;
  /** Fn::ForEach written out. */
  repeat(loop: MapEntry, scope: Scope): readonly MapEntry[];
}

export interface UnknownValue {
  readonly kind: 'unknown';
  readonly node: TemplateNode;
  /** A clause: `the value of !GetAtt is known only to AWS`. */
  readonly why: string;
}

export type Evaluated = TemplateNode | UnknownValue | undefined;

const DEPTH = 64;

/** The head of the tree with functions carried out; undefined for nothing (absent, null, AWS::NoValue). */
export function evaluate(node: TemplateNode | undefined, scope: Scope, depth = 0): Evaluated {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind !== 'map') return node;
  const call = intrinsicOf(node);
  if (call === undefined) return node;
  if (depth > DEPTH) return unknown(node, 'its functions are nested too deep');
  const next = (inner: TemplateNode | undefined): Evaluated => evaluate(inner, scope, depth + 1);
  const { key, value } = call;
  switch (key.text) {
    case 'Ref':
      return reference(node, value, scope);
    case 'Fn::Sub':
      return substitute(node, value, scope, next);
    case 'Fn::If':
      return choose(node, value, scope, next);
    case 'Fn::Join':
      return join(node, value, next);
    case 'Fn::Select':
      return select(node, value, next);
    case 'Fn::Split':
      return split(node, value, next);
    case 'Fn::FindInMap':
      return findInMap(node, value, scope, next);
    case 'Fn::Transform':
      return included(value, scope) ?? unknown(node, 'a transform runs only at AWS');
    default:
      return unknown(node, `${key.text} is known only to AWS`);
  }
}

/** A map with nothing but one function call in it. */
export function intrinsicOf(node: TemplateNode): MapEntry | undefined {
  if (node.kind !== 'map' || node.entries.length !== 1) return undefined;
  const [entry] = node.entries;
  if (entry === undefined || entry.key.text.startsWith('Fn::ForEach::')) return undefined;
  return entry.key.text === 'Ref' || entry.key.text.startsWith('Fn::') ? entry : undefined;
}

/** A map's entries with AWS::Include and Fn::ForEach written out. A later entry of the same key wins. */
export function entriesOf(node: TemplateNode | undefined, scope: Scope): readonly MapEntry[] {
  if (node?.kind !== 'map') return [];
  if (!node.entries.some(({ key }) => key.text.startsWith('Fn::'))) return node.entries;
  return node.entries.flatMap((entry): readonly MapEntry[] => {
    if (entry.key.text.startsWith('Fn::ForEach::')) return scope.repeat(entry, scope);
    if (entry.key.text !== 'Fn::Transform') return [entry];
    const inner = included(entry.value, scope);
    return inner?.kind === 'map' ? inner.entries : [];
  });
}

/** One property of a map, evaluated. */
export function property(node: TemplateNode | undefined, key: string, scope: Scope): Evaluated {
  return evaluate(entriesOf(node, scope).findLast((entry) => entry.key.text === key)?.value, scope);
}

/** What a call of AWS::Include takes in; undefined for other transforms. */
export function included(call: TemplateNode, scope: Scope): TemplateNode | undefined {
  const name = valueOf(call, 'Name');
  const location = valueOf(valueOf(call, 'Parameters'), 'Location');
  return name?.kind === 'scalar' && name.text === 'AWS::Include' && location ? scope.include(location) : undefined;
}

export function unknown(node: TemplateNode, why: string): UnknownValue {
  return { kind: 'unknown', node, why };
}

function reference(node: MapNode, value: TemplateNode, scope: Scope): Evaluated {
  if (value.kind !== 'scalar') return unknown(node, 'Ref takes a name');
  if (value.text === 'AWS::NoValue') return undefined;
  const parameter = scope.parameters.get(value.text);
  if (parameter === undefined) return unknown(node, `what ${value.text} refers to is known only to AWS`);
  const { assumed } = parameter;
  if (assumed === undefined) return unknown(node, `the parameter ${value.text} has no default`);
  return assumed.kind === 'scalar' ? { ...scalarAt(node, assumed.text), plain: assumed.plain } : assumed;
}

type Next = (node: TemplateNode | undefined) => Evaluated;

/** The parts of Fn::Sub's text: plain text and names between `${}`; `${!x}` is the text `${x}`. */
export function substitutions(text: string): readonly (string | { readonly name: string })[] {
  const parts: (string | { readonly name: string })[] = [];
  let last = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    if (match.index > last) parts.push(text.slice(last, match.index));
    const name = (match[2] ?? '').trim();
    parts.push(match[1] === '!' ? `\${${name}}` : { name });
    last = match.index + match[0].length;
  }
  if (last < text.length) parts.push(text.slice(last));
  return parts;
}

/** Fn::Sub's text and its own variables. */
export function subArguments(
  value: TemplateNode,
): { readonly text: string; readonly variables: TemplateNode | undefined } | undefined {
  if (value.kind === 'scalar') return { text: value.text, variables: undefined };
  const [text, variables] = value.kind === 'list' ? value.items : [];
  return text?.kind === 'scalar' ? { text: text.text, variables } : undefined;
}

function substitute(node: MapNode, value: TemplateNode, scope: Scope, next: Next): Evaluated {
  const call = subArguments(value);
  if (call === undefined) return unknown(node, 'Fn::Sub takes a text, or a list of a text and a map');
  let text = '';
  for (const part of substitutions(call.text)) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const own = valueOf(call.variables, part.name);
    const found = own ? next(own) : reference(node, scalarAt(node, part.name), scope);
    if (found?.kind !== 'scalar') {
      return found?.kind === 'unknown' ? found : unknown(node, `\${${part.name}} has no text for a value`);
    }
    text += found.text;
  }
  return scalarAt(node, text);
}

function choose(node: MapNode, value: TemplateNode, scope: Scope, next: Next): Evaluated {
  const [condition, yes, no] = value.kind === 'list' ? value.items : [];
  if (condition?.kind !== 'scalar' || yes === undefined || no === undefined) {
    return unknown(node, 'Fn::If takes a condition and two values');
  }
  const holds = conditionHolds(condition.text, scope);
  if (holds !== undefined) return next(holds ? yes : no);
  const first = next(yes);
  const second = next(no);
  if (first?.kind === 'scalar' && second?.kind === 'scalar' && first.text === second.text) return first;
  return unknown(node, `the condition ${condition.text} can't be told before deployment`);
}

function join(node: MapNode, value: TemplateNode, next: Next): Evaluated {
  const [delimiter, list] = value.kind === 'list' ? value.items : [];
  const items = next(list);
  if (delimiter?.kind !== 'scalar' || items?.kind !== 'list') return unknown(node, 'Fn::Join takes a text and a list');
  const texts: string[] = [];
  for (const item of items.items) {
    const found = next(item);
    if (found?.kind === 'unknown') return found;
    if (found?.kind === 'scalar') texts.push(found.text);
  }
  return scalarAt(node, texts.join(delimiter.text));
}

function select(node: MapNode, value: TemplateNode, next: Next): Evaluated {
  const [position, list] = value.kind === 'list' ? value.items : [];
  const index = next(position);
  const items = next(list);
  if (items?.kind === 'unknown') return items;
  if (index?.kind !== 'scalar' || items?.kind !== 'list') return unknown(node, 'Fn::Select takes a number and a list');
  const item = items.items[Number(index.text)];
  return item === undefined ? unknown(node, `the list has no item ${index.text}`) : next(item);
}

function split(node: MapNode, value: TemplateNode, next: Next): Evaluated {
  const [delimiter, text] = value.kind === 'list' ? value.items : [];
  const found = next(text);
  if (found?.kind === 'unknown') return found;
  if (delimiter?.kind !== 'scalar' || found?.kind !== 'scalar') return unknown(node, 'Fn::Split takes two texts');
  const items = found.text.split(delimiter.text).map((part) => scalarAt(node, part));
  return { kind: 'list', items, source: node.source, start: node.start, end: node.end };
}

function findInMap(node: MapNode, value: TemplateNode, scope: Scope, next: Next): Evaluated {
  const keys = (value.kind === 'list' ? value.items : []).slice(0, 3).map(next);
  let found: TemplateNode | undefined = scope.mappings;
  for (const key of keys) {
    if (key?.kind === 'unknown') return key;
    found = key?.kind === 'scalar' ? valueOf(found, key.text) : undefined;
  }
  if (keys.length === 3 && found !== undefined) return next(found);
  const fallback = valueOf(value.kind === 'list' ? value.items[3] : undefined, 'DefaultValue');
  return fallback ? next(fallback) : unknown(node, 'the mapping has no such entry');
}

/** Undefined where it can't be told. */
export function conditionHolds(name: string, scope: Scope, seen: readonly string[] = []): boolean | undefined {
  if (seen.includes(name) || seen.length > DEPTH) return undefined;
  return holds(valueOf(scope.conditions, name), scope, [...seen, name]);
}

function holds(node: TemplateNode | undefined, scope: Scope, seen: readonly string[], depth = 0): boolean | undefined {
  const entry = node?.kind === 'map' && node.entries.length === 1 ? node.entries[0] : undefined;
  if (entry === undefined || depth > DEPTH) return undefined;
  const items = entry.value.kind === 'list' ? entry.value.items : [];
  const each = () => items.map((item) => holds(item, scope, seen, depth + 1));
  switch (entry.key.text) {
    case 'Condition':
      return entry.value.kind === 'scalar' ? conditionHolds(entry.value.text, scope, seen) : undefined;
    case 'Fn::Not': {
      const [inner] = each();
      return inner === undefined ? undefined : !inner;
    }
    case 'Fn::And': {
      const all = each();
      return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
    }
    case 'Fn::Or': {
      const all = each();
      return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
    }
    case 'Fn::Equals': {
      const [left, right] = items.map((item) => evaluate(item, scope));
      return left?.kind === 'scalar' && right?.kind === 'scalar' ? left.text === right.text : undefined;
    }
    default:
      return undefined;
  }
}

/** For what stands outside any template. */
export const EMPTY_SCOPE: Scope = {
  parameters: new Map(),
  conditions: undefined,
  mappings: undefined,
  ownsStackName: true,
  include: () => undefined,
  repeat: () => [],
};
