/** Fn::ForEach of AWS::LanguageExtensions, written out as CloudFormation does before anything else. */
import { evaluate, type Scope } from './intrinsics.ts';
import { type MapEntry, scalarAt, type TemplateNode } from './template-node.ts';

/** Values that the copies of one loop may have together: no template comes near, and no reason to hang. */
const MOST_VALUES = 200_000;

export interface LoopProblems {
  /** What it runs over is known only to AWS. */
  unknown(loop: MapEntry): void;
  tooLarge(loop: MapEntry): void;
}

export function repeatEntries(loop: MapEntry, scope: Scope, problems: LoopProblems): readonly MapEntry[] {
  const budget: Budget = { left: MOST_VALUES };
  const written = repeat(loop, scope, problems, budget);
  if (budget.left < 0) problems.tooLarge(loop);
  return budget.left < 0 ? [] : written;
}

interface Budget {
  left: number;
}

function repeat(loop: MapEntry, scope: Scope, problems: LoopProblems, budget: Budget): readonly MapEntry[] {
  const [identifier, collection, body] = loop.value.kind === 'list' ? loop.value.items : [];
  const texts = collectionTexts(collection, scope);
  if (identifier?.kind !== 'scalar' || body?.kind !== 'map' || texts === undefined) {
    problems.unknown(loop);
    return [];
  }
  const written: MapEntry[] = [];
  for (const value of texts) {
    const variable: Variable = { name: identifier.text, value, budget };
    for (const entry of body.entries) {
      if (budget.left < 0) return [];
      const repeated = { key: replaceKey(entry.key, variable), value: replace(entry.value, variable, 0) };
      if (!entry.key.text.startsWith('Fn::ForEach::')) written.push(repeated);
      else written.push(...repeat(repeated, scope, problems, budget));
    }
  }
  return written;
}

function collectionTexts(collection: TemplateNode | undefined, scope: Scope): readonly string[] | undefined {
  const found = evaluate(collection, scope);
  if (found?.kind === 'scalar') return found.text.split(',').map((part) => part.trim());
  if (found?.kind !== 'list') return undefined;
  return found.items.flatMap((item) => {
    const text = evaluate(item, scope);
    return text?.kind === 'scalar' ? [text.text] : [];
  });
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly budget: Budget;
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
  if (depth > 100 || --variable.budget.left < 0) return node;
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
