/** The variables in a text of the Serverless Framework: `${self:custom.name, 'orders'}-${sls:stage}`. */

export interface ServerlessVariable {
  /** In the order in which they are tried. */
  readonly sources: readonly VariableSource[];
}

export type VariableSource =
  | { readonly kind: 'literal'; readonly text: string }
  /** `file(./a.yml):b.c` has the type `file`, the parameter `./a.yml` and the address `b.c`; each may hold variables. */
  | { readonly kind: 'source'; readonly type: string; readonly parameter?: string; readonly address?: string };

/** Text and variables in turn. CloudFormation's own `${AWS::Region}` is text. */
export function parseVariables(text: string): readonly (string | ServerlessVariable)[] {
  const parts: (string | ServerlessVariable)[] = [];
  let from = 0;
  for (let at = text.indexOf('${'); at !== -1; at = text.indexOf('${', at)) {
    const end = closingBrace(text, at + 2);
    const variable = end === -1 ? undefined : variableOf(text.slice(at + 2, end));
    if (variable === undefined) {
      at += 2;
      continue;
    }
    // `\${` keeps the framework from reading a variable.
    if (text[at - 1] === '\\') {
      parts.push(text.slice(from, at - 1) + text.slice(at, end + 1));
    } else {
      if (at > from) parts.push(text.slice(from, at));
      parts.push(variable);
    }
    at = end + 1;
    from = at;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

function variableOf(text: string): ServerlessVariable | undefined {
  const sources: VariableSource[] = [];
  for (const part of topLevelParts(text)) {
    const source = sourceOf(part.trim());
    if (source === undefined) return undefined;
    sources.push(source);
  }
  return sources[0]?.kind === 'source' ? { sources } : undefined;
}

function sourceOf(text: string): VariableSource | undefined {
  const quoted = /^(["'])(?<content>[^]*)\1$/.exec(text)?.groups?.['content'];
  if (quoted !== undefined) return { kind: 'literal', text: quoted };
  if (/^(true|false|null|-?\d+(\.\d+)?)$/.test(text)) return { kind: 'literal', text };
  const found = /^(?<type>[a-z][A-Za-z0-9]*)(?:\((?<parameter>[^]*?)\))?(?::(?!:)(?<address>[^]*))?$/.exec(
    text,
  )?.groups;
  const type = found?.['type'];
  if (type === undefined) return undefined;
  const { parameter, address } = found ?? {};
  if (parameter === undefined && address === undefined) return undefined;
  return {
    kind: 'source',
    type,
    ...(parameter === undefined ? {} : { parameter: parameter.trim() }),
    ...(address === undefined || address === '' ? {} : { address: address.trim() }),
  };
}

/** Split at commas that lie in no braces, brackets or quotes. */
function topLevelParts(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === '{' || char === '(') {
      depth += 1;
    } else if (char === '}' || char === ')') {
      depth -= 1;
    } else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** Of the brace whose content begins at `from`; -1 where it is never closed. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
