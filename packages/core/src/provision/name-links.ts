/**
 * What a template hands to others and takes from others: exports and SSM parameters. Names are told as far as they can be
 * before deployment; what only AWS knows is left open and fits anything.
 */
import { entriesOf, evaluate, property, type Scope, substitutions } from '../service/intrinsics.ts';
import { nameExpression } from '../service/name-expression.ts';
import type { NameExpression } from '../service/service.ts';
import { placeOf, type TemplateNode, valueOf } from '../service/template-node.ts';
import type { LinkedName, NameLinks, OpenName } from './open-name.ts';

/** `known` gives the value of a parameter or pseudo parameter, e.g. the stack's name. */
export function nameLinks(root: TemplateNode, scope: Scope, known: (ref: string) => string | undefined): NameLinks {
  const exports: LinkedName[] = [];
  const imports: LinkedName[] = [];
  const ssmWritten: LinkedName[] = [];
  const ssmRead: LinkedName[] = [];
  const named = (node: TemplateNode): LinkedName => ({
    place: placeOf(node),
    name: openName(nameExpression(node, scope), known),
  });

  for (const { value } of entriesOf(valueOf(root, 'Outputs'), scope)) {
    const name = valueOf(valueOf(value, 'Export'), 'Name');
    if (name) exports.push(named(name));
  }
  for (const { value } of entriesOf(valueOf(root, 'Resources'), scope)) {
    const type = property(value, 'Type', scope);
    const name = valueOf(valueOf(value, 'Properties'), 'Name');
    if (type?.kind === 'scalar' && type.text === 'AWS::SSM::Parameter' && name) ssmWritten.push(named(name));
  }
  for (const { key, value } of entriesOf(valueOf(root, 'Parameters'), scope)) {
    const type = valueOf(value, 'Type');
    const path = scope.parameters.get(key.text)?.assumed;
    if (type?.kind === 'scalar' && type.text.startsWith('AWS::SSM::Parameter::Value') && path?.kind === 'scalar') {
      ssmRead.push({ place: placeOf(key), name: [path.text] });
    }
  }
  walk(root, (node, parentKey) => {
    if (node.kind === 'scalar') {
      for (const match of node.text.matchAll(/\{\{resolve:ssm:((?:\$\{[^}]*\}|[^:}])+)(?::\d+)?\}\}/g)) {
        ssmRead.push({ place: placeOf(node), name: textName(match[1] ?? '', parentKey === 'Fn::Sub', scope, known) });
      }
      return;
    }
    if (node.kind !== 'map') return;
    const call = valueOf(node, 'Fn::ImportValue');
    if (call && node.entries.length === 1) imports.push(named(call));
  });
  return { exports, imports, ssmWritten, ssmRead };
}

function openName(expression: NameExpression | undefined, known: (ref: string) => string | undefined): OpenName {
  if (expression === undefined) return [null];
  const parts: (string | null)[] = [];
  for (const part of expression) {
    const text = typeof part === 'string' ? part : (known(part.ref) ?? part.assumed);
    const last = parts.at(-1);
    if (text !== undefined && typeof last === 'string') parts[parts.length - 1] = last + text;
    else parts.push(text ?? null);
  }
  return parts;
}

function textName(
  text: string,
  substituted: boolean,
  scope: Scope,
  known: (ref: string) => string | undefined,
): OpenName {
  if (!substituted) return [text];
  const parts = substitutions(text).map((part): NameExpression[number] | undefined => {
    if (typeof part === 'string') return part;
    const value = scope.parameters.get(part.name)?.assumed;
    const assumed = value && evaluate(value, scope);
    return { ref: part.name, ...(assumed?.kind === 'scalar' ? { assumed: assumed.text } : {}) };
  });
  return openName(
    parts.filter((part) => part !== undefined),
    known,
  );
}

function walk(
  node: TemplateNode,
  visit: (node: TemplateNode, parentKey?: string) => void,
  parentKey?: string,
  depth = 0,
): void {
  if (depth > 200) return;
  visit(node, parentKey);
  if (node.kind === 'list') for (const item of node.items) walk(item, visit, parentKey, depth + 1);
  if (node.kind === 'map') for (const { key, value } of node.entries) walk(value, visit, key.text, depth + 1);
}
