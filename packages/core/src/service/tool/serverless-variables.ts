/**
 * The Serverless Framework's variables, as far as they can be told before deployment. The stage is the feature
 * environment, so it stays open. What only AWS, the shell or a program knows is unknown, and nothing is guessed.
 */
import { type Evaluated, type UnknownValue, unknown } from '../intrinsics.ts';
import { concatenate } from '../name-expression.ts';
import type { NameExpression } from '../service.ts';
import type { ServiceFiles } from '../service-files.ts';
import { isNull, type MapEntry, type ScalarNode, scalarAt, type TemplateNode, valueOf } from '../template-node.ts';
import { workspacePath } from '../workspace-path.ts';
import { parseVariables, type ServerlessVariable, type VariableSource } from './serverless-syntax.ts';

export interface VariableScope {
  /** The configuration. */
  readonly root: TemplateNode;
  /** Workspace-relative folder of the service, which paths start from. */
  readonly folder: string;
  readonly files: ServiceFiles;
  /** What was found for each node with variables: they may be used a thousand times over. */
  readonly known: Map<TemplateNode, Found>;
}

/** A text that is not whole before the environment is known. */
export interface OpenText {
  readonly kind: 'open';
  readonly node: TemplateNode;
  readonly expression: NameExpression;
}

export type Found = Evaluated | OpenText;

/** Variables may lead to others that deep: what is deeper refers to itself. */
const DEPTH = 32;
/** Characters; a text that doubles with each variable has billions. */
const MOST_TEXT = 20_000;

export function variableScope(root: TemplateNode, folder: string, files: ServiceFiles): VariableScope {
  return { root, folder, files, known: new Map() };
}

/** The head of the tree; a text that depends on the environment is unknown. */
export function resolved(node: TemplateNode | undefined, scope: VariableScope): Evaluated {
  const found = find(node, scope, 0);
  return found?.kind === 'open' ? unknown(found.node, 'it depends on the stage') : found;
}

/** A text with the environment left open; undefined where it can't be told, or is no text. */
export function resolvedText(node: TemplateNode | undefined, scope: VariableScope): NameExpression | undefined {
  const found = find(node, scope, 0);
  if (found?.kind === 'open') return found.expression;
  return found?.kind === 'scalar' ? [found.text] : undefined;
}

/** One entry of a map, resolved. */
export function resolvedAt(node: Evaluated, key: string, scope: VariableScope): Evaluated {
  return node?.kind === 'map' ? resolved(valueOf(node, key), scope) : undefined;
}

/** Of a map, or of a list of maps that the framework merges. */
export function resolvedEntries(node: TemplateNode | undefined, scope: VariableScope): readonly MapEntry[] {
  const found = resolved(node, scope);
  if (found?.kind === 'map') return found.entries;
  return found?.kind === 'list' ? found.items.flatMap((item) => resolvedEntries(item, scope)) : [];
}

function find(node: TemplateNode | undefined, scope: VariableScope, depth: number): Found {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind !== 'scalar' || !node.text.includes('${')) return node;
  if (depth > DEPTH) return unknown(node, 'its variables refer to one another');
  const known = scope.known.get(node);
  if (known !== undefined) return known;
  const found = findText(node, scope, depth);
  scope.known.set(node, found);
  return found;
}

function findText(node: ScalarNode, scope: VariableScope, depth: number): Found {
  const parts = parseVariables(node.text);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') return variable(only, node, scope, depth);
  const texts: NameExpression[] = [];
  for (const part of parts) {
    const found = typeof part === 'string' ? scalarAt(node, part) : variable(part, node, scope, depth);
    if (found?.kind === 'unknown') return found;
    if (found?.kind !== 'scalar' && found?.kind !== 'open') return unknown(node, 'one of its variables is no text');
    texts.push(found.kind === 'open' ? found.expression : [found.text]);
  }
  return textOf(node, concatenate(texts) ?? []);
}

function textOf(node: TemplateNode, expression: NameExpression): Found {
  const texts = expression.filter((part) => typeof part === 'string');
  if (texts.join('').length > MOST_TEXT) return unknown(node, 'it is far too long');
  return texts.length === expression.length ? scalarAt(node, texts.join('')) : { kind: 'open', node, expression };
}

/** The first source that has a value. */
function variable({ sources }: ServerlessVariable, node: TemplateNode, scope: VariableScope, depth: number): Found {
  for (const source of sources) {
    const found = source.kind === 'literal' ? literal(source.text, node) : fromSource(source, node, scope, depth + 1);
    if (found !== undefined) return found;
  }
  return sources.at(-1)?.kind === 'literal' ? undefined : unknown(node, 'none of its sources has a value');
}

function literal(text: string, node: TemplateNode): Found {
  return text === 'null' ? undefined : scalarAt(node, text);
}

type Named = Extract<VariableSource, { readonly kind: 'source' }>;

function fromSource(source: Named, node: TemplateNode, scope: VariableScope, depth: number): Found {
  const address = source.address === undefined ? undefined : inner(source.address, node, scope, depth);
  if (address !== undefined && typeof address !== 'string') return address;
  switch (source.type) {
    case 'sls':
      return address === 'stage' ? stage(node) : unknown(node, `\${sls:${address ?? ''}} is made at deployment`);
    case 'opt':
      if (address === 'stage') return stage(node);
      if (address === 'region') return textOf(node, [{ ref: 'AWS::Region' }]);
      return unknown(node, `\${opt:${address ?? ''}} is given at deployment`);
    case 'aws':
      if (address === 'region') return textOf(node, [{ ref: 'AWS::Region' }]);
      if (address === 'accountId') return textOf(node, [{ ref: 'AWS::AccountId' }]);
      return unknown(node, `\${aws:${address ?? ''}} is known only to AWS`);
    case 'self':
      return navigate(scope.root, address, scope, depth);
    case 'file':
      return fromFile(source, address, node, scope, depth);
    case 'param':
      return parameter(address ?? '', node, scope, depth);
    case 'strToBool':
      return find(scalarAt(node, source.parameter ?? ''), scope, depth);
    case 'env':
      return unknown(node, `\${env:${address ?? ''}} is a variable of the shell`);
    default:
      return unknown(node, `the variable source ${source.type} is read only at deployment`);
  }
}

function stage(node: TemplateNode): Found {
  return textOf(node, [{ ref: 'environment' }]);
}

/** A text inside a variable, which may hold variables itself. */
function inner(text: string, node: TemplateNode, scope: VariableScope, depth: number): string | UnknownValue {
  const found = find(scalarAt(node, text), scope, depth);
  if (found === undefined) return '';
  if (found.kind === 'scalar') return found.text;
  if (found.kind === 'unknown') return found;
  return unknown(node, 'its address depends on the stage');
}

/** `custom.names.0`: every step may itself be a variable. */
function navigate(from: TemplateNode, address: string | undefined, scope: VariableScope, depth: number): Found {
  let at: Found = from;
  for (const key of address === undefined || address === '' ? [] : address.split('.')) {
    if (at?.kind === 'unknown') return at;
    if (at?.kind === 'map') at = find(valueOf(at, key), scope, depth);
    else if (at?.kind === 'list') at = find(at.items[Number(key)], scope, depth);
    else return undefined;
  }
  return at;
}

function fromFile(
  source: Named,
  address: string | undefined,
  node: TemplateNode,
  scope: VariableScope,
  depth: number,
): Found {
  const written = inner(source.parameter ?? '', node, scope, depth);
  if (typeof written !== 'string') return written;
  const path = workspacePath(scope.folder, written);
  if (path === undefined) return unknown(node, `${written} lies outside of the workspace`);
  if (!/\.(ya?ml|json)$/.test(path)) return unknown(node, `${written} is no YAML or JSON file`);
  const document = scope.files.document(path);
  if (document?.root === undefined) {
    return document === undefined ? undefined : unknown(node, `${written} can't be read`);
  }
  return navigate(document.root, address, scope, depth);
}

/** Parameters of single stages count only there: which environment this is isn't known yet. */
function parameter(name: string, node: TemplateNode, scope: VariableScope, depth: number): Found {
  const stages = [
    ...resolvedEntries(valueOf(scope.root, 'params'), scope),
    ...resolvedEntries(valueOf(scope.root, 'stages'), scope).map(({ key, value }) => {
      return { key, value: valueOf(value, 'params') ?? value };
    }),
  ];
  const stated = stages.filter(({ value }) => valueOf(value, name) !== undefined);
  if (stated.some(({ key }) => key.text !== 'default')) return unknown(node, `\${param:${name}} depends on the stage`);
  return find(valueOf(stated[0]?.value, name), scope, depth);
}
