/** Fn::ForEach of AWS::LanguageExtensions, written out as CloudFormation does before anything else. */
import { evaluate, type Scope } from './intrinsics.ts';
import { type MapEntry, scalarAt, type TemplateNode } from './template-node.ts';

/** More resources than a stack may have are a mistake, and no reason to hang. */
const MOST_REPEATS = 2000;

/** Empty where the loop can't be told before deployment. */
export function repeatEntries(loop: MapEntry, scope: Scope): readonly MapEntry[] {
  const [identifier, collection, body] = loop.value.kind === 'list' ? loop.value.items : [];
  if (identifier?.kind !== 'scalar' || body?.kind !== 'map') return [];
  const written: MapEntry[] = [];
  for (const value of collectionTexts(collection, scope).slice(0, MOST_REPEATS)) {
    const variable: Variable = { name: identifier.text, value };
    for (const entry of body.entries) {
      const repeated = { key: replaceKey(entry.key, variable), value: replace(entry.value, variable, 0) };
      if (!entry.key.text.startsWith('Fn::ForEach::')) written.push(repeated);
      else written.push(...repeatEntries(repeated, scope));
      if (written.length > MOST_REPEATS) return written.slice(0, MOST_REPEATS);
    }
  }
  return written;
}

function collectionTexts(collection: TemplateNode | undefined, scope: Scope): readonly string[] {
  const found = evaluate(collection, scope);
  if (found?.kind === 'scalar') return found.text.split(',').map((part) => part.trim());
  if (found?.kind !== 'list') return [];
  return found.items.flatMap((item) => {
    const text = evaluate(item, scope);
    return text?.kind === 'scalar' ? [text.text] : [];
  });
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

function replaceText(text: string, { name, value }: Variable): string {
  const plain = text.replaceAll(`\${${name}}`, value);
  return plain.includes('&{') ? plain.replaceAll(`&{${name}}`, value.replace(/[^A-Za-z0-9]/g, '')) : plain;
}

function replaceKey(key: MapEntry['key'], variable: Variable): MapEntry['key'] {
  const text = replaceText(key.text, variable);
  return text === key.text ? key : { ...key, text };
}

function replace(node: TemplateNode, variable: Variable, depth: number): TemplateNode {
  if (depth > 100) return node;
  if (node.kind === 'scalar') {
    const text = replaceText(node.text, variable);
    return text === node.text ? node : { ...node, text };
  }
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => replace(item, variable, depth + 1)) };
  const [only] = node.entries;
  if (node.entries.length === 1 && only?.key.text === 'Ref' && only.value.kind === 'scalar') {
    if (only.value.text === variable.name) return scalarAt(node, variable.value);
  }
  return {
    ...node,
    entries: node.entries.map((entry) => ({
      key: replaceKey(entry.key, variable),
      value: replace(entry.value, variable, depth + 1),
    })),
  };
}
