/** Physical names as far as they can be told: text, and references to what each environment gives. */
import { conditionHolds, evaluate, intrinsicOf, type Scope, subArguments, substitutions } from './intrinsics.ts';
import type { NameExpression } from './service.ts';
import { type TemplateNode, valueOf } from './template-node.ts';

const PSEUDO_PARAMETERS = ['AWS::Region', 'AWS::AccountId', 'AWS::Partition'];

/** Undefined where CloudFormation must be asked for the name. */
export function nameExpression(node: TemplateNode, scope: Scope, depth = 0): NameExpression | undefined {
  if (depth > 32) return undefined;
  if (node.kind === 'scalar') return [node.text];
  const call = intrinsicOf(node);
  if (call === undefined) return undefined;
  const { key, value } = call;
  switch (key.text) {
    case 'Ref':
      return value.kind === 'scalar' ? referenceExpression(value.text, scope) : undefined;
    case 'Fn::Sub': {
      const sub = subArguments(value);
      if (sub === undefined) return undefined;
      return concatenate(
        substitutions(sub.text).map((part) => {
          if (typeof part === 'string') return [part];
          const own = valueOf(sub.variables, part.name);
          return own ? nameExpression(own, scope, depth + 1) : referenceExpression(part.name, scope);
        }),
      );
    }
    case 'Fn::Join': {
      const [delimiter, list] = value.kind === 'list' ? value.items : [];
      if (delimiter?.kind !== 'scalar' || list?.kind !== 'list') return undefined;
      const parts = list.items.map((item) => nameExpression(item, scope, depth + 1));
      return concatenate(parts.flatMap((part, index) => (index === 0 ? [part] : [[delimiter.text], part])));
    }
    case 'Fn::If': {
      const [condition, yes, no] = value.kind === 'list' ? value.items : [];
      const holds = condition?.kind === 'scalar' ? conditionHolds(condition.text, scope) : undefined;
      const chosen = holds === undefined ? undefined : holds ? yes : no;
      return chosen ? nameExpression(chosen, scope, depth + 1) : undefined;
    }
    default: {
      const found = evaluate(node, scope);
      return found?.kind === 'scalar' ? [found.text] : undefined;
    }
  }
}

function referenceExpression(name: string, scope: Scope): NameExpression | undefined {
  if (name === 'AWS::StackName') return scope.ownsStackName ? [{ ref: name }] : undefined;
  if (PSEUDO_PARAMETERS.includes(name)) return [{ ref: name }];
  return scope.parameters.get(name)?.expression;
}

/** Neighbouring texts become one. */
export function concatenate(parts: readonly (NameExpression | undefined)[]): NameExpression | undefined {
  const joined: NameExpression[number][] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    for (const piece of part) {
      const last = joined.at(-1);
      if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
      else if (piece !== '') joined.push(piece);
    }
  }
  return joined;
}

/** `orders-{environment}-api` of lambda.config.json. */
export function patternExpression(pattern: string): NameExpression {
  return (
    concatenate(
      pattern.split(/(\{[A-Za-z:.]+\})/).map((part) => (/^\{.+\}$/.test(part) ? [{ ref: part.slice(1, -1) }] : [part])),
    ) ?? [pattern]
  );
}
