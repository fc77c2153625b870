/**
 * What only the syntax tree tells: calls of `require` and `import()`, and which imported names are used as values.
 * Wherever the tree leaves doubt, a name counts as used and a call as an import.
 */
import type { ComputedImport, WrittenGlob, WrittenImport } from './written-import.ts';

/** Any node of oxc's ESTree tree. */
interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export type CallFinding =
  | { readonly found: 'import'; readonly value: Omit<WrittenImport, 'line' | 'column'>; readonly at: number }
  | { readonly found: 'glob'; readonly value: Omit<WrittenGlob, 'line' | 'column'>; readonly at: number }
  | { readonly found: 'computed'; readonly value: Omit<ComputedImport, 'line' | 'column'>; readonly at: number };

export interface SyntaxFindings {
  readonly usedNames: ReadonlySet<string>;
  readonly calls: readonly CallFinding[];
  readonly hasJsx: boolean;
}

/** Nodes whose names are types only; what is not listed is walked. */
const TYPE_WRAPPERS: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
  'TSParameterProperty',
  'TSImportEqualsDeclaration',
  'TSQualifiedName',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty',
]);

const BRANCHES: ReadonlySet<string> = new Set([
  'TryStatement',
  'IfStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'SwitchStatement',
]);

export function walkSyntax(program: unknown): SyntaxFindings {
  const walk = new Walk();
  if (isNode(program)) walk.visit(program, false);
  const calls = walk.shadowsRequire ? walk.calls.map(madeOptional) : walk.calls;
  return { usedNames: walk.usedNames, calls, hasJsx: walk.hasJsx };
}

class Walk {
  readonly usedNames = new Set<string>();
  readonly calls: CallFinding[] = [];
  hasJsx = false;
  /** A variable or parameter is called `require`: esbuild leaves its calls alone. */
  shadowsRequire = false;
  visit(node: SyntaxNode, optional: boolean): void {
    if (node.type.startsWith('TS') && !TYPE_WRAPPERS.has(node.type)) return;
    if (node['declare'] === true || node['exportKind'] === 'type' || node['importKind'] === 'type') return;
    this.enter(node, optional);
    const skipped = skippedKey(node);
    const inside = optional || BRANCHES.has(node.type) || isCatchCall(node);
    for (const key in node) {
      if (key === skipped) continue;
      const child = node[key];
      if (isNode(child)) this.visit(child, inside);
      else if (Array.isArray(child)) for (const each of child) if (isNode(each)) this.visit(each, inside);
    }
  }

  private enter(node: SyntaxNode, optional: boolean): void {
    switch (node.type) {
      case 'Identifier':
        this.usedNames.add(String(node['name']));
        return;
      case 'JSXIdentifier':
        this.usedNames.add(String(node['name']));
        return;
      case 'JSXElement':
      case 'JSXFragment':
        this.hasJsx = true;
        return;
      case 'VariableDeclarator':
      case 'FunctionDeclaration':
        if (isNode(node['id']) && node['id']['name'] === 'require') this.shadowsRequire = true;
        return;
      case 'ImportExpression':
        return this.argument(node['source'], 'dynamic-import', optional);
      case 'CallExpression':
        return this.call(node, optional);
      case 'ExportNamedDeclaration':
        return this.emptyReExport(node);
      case 'TSImportEqualsDeclaration':
        return this.importEquals(node);
    }
  }

  private call(node: SyntaxNode, optional: boolean): void {
    const callee = node['callee'];
    const first = Array.isArray(node['arguments']) ? node['arguments'][0] : undefined;
    if (!isNode(callee) || first === undefined) return;
    if (isNamed(callee, 'require')) return this.argument(first, 'require', optional);
    const resolves = callee.type === 'MemberExpression' && isNamed(callee['object'], 'require');
    if (resolves && isNamed(callee['property'], 'resolve')) this.argument(first, 'require-resolve', true);
  }

  /** A path, paths chosen by `?:`, a glob, or something that cannot be followed. */
  private argument(value: unknown, kind: WrittenImport['kind'], optional: boolean): void {
    if (!isNode(value)) return;
    const node = withoutWrapping(value);
    if (node.type === 'ConditionalExpression') {
      for (const branch of [node['consequent'], node['alternate']]) this.argument(branch, kind, true);
      return;
    }
    const pattern = patternOf(node);
    if (pattern !== undefined && !pattern.wild) {
      const value = { specifier: pattern.text, kind, length: node.end - node.start, ...(optional && { optional }) };
      this.calls.push({ found: 'import', value, at: node.start });
    } else if (kind === 'require' || kind === 'dynamic-import') {
      this.unknown(node, pattern?.text, kind);
    }
  }

  private unknown(node: SyntaxNode, glob: string | undefined, kind: 'dynamic-import' | 'require'): void {
    if (glob !== undefined && /^\.{1,2}\//.test(glob)) {
      this.calls.push({ found: 'glob', value: { glob, kind }, at: node.start });
    } else {
      this.calls.push({ found: 'computed', value: { kind, length: node.end - node.start }, at: node.start });
    }
  }

  /** `export {} from './x'`, which oxc's module record leaves out. */
  private emptyReExport(node: SyntaxNode): void {
    const source = node['source'];
    const empty = Array.isArray(node['specifiers']) && node['specifiers'].length === 0;
    if (!empty || !isNode(source) || typeof source['value'] !== 'string') return;
    const value = { specifier: source['value'], kind: 'import' as const, length: source.end - source.start };
    this.calls.push({ found: 'import', value, at: source.start });
  }

  private importEquals(node: SyntaxNode): void {
    const reference = node['moduleReference'];
    if (!isNode(reference) || reference.type !== 'TSExternalModuleReference') return;
    const expression = reference['expression'];
    if (!isNode(expression) || typeof expression['value'] !== 'string') return;
    const length = expression.end - expression.start;
    this.calls.push({
      found: 'import',
      value: { specifier: expression['value'], kind: 'require', length },
      at: expression.start,
    });
  }
}

function patternOf(node: SyntaxNode): { readonly text: string; readonly wild: boolean } | undefined {
  const parts = partsOf(node);
  if (parts === undefined) return undefined;
  let text = '';
  let wild = false;
  for (const part of parts) {
    if (part !== undefined) text += part;
    else if (!text.endsWith('*')) text += text.endsWith('/') ? '**/*' : '*';
    wild ||= part === undefined;
  }
  return { text, wild };
}

/** Pieces of a string expression; undefined stands for a piece that is not known. Undefined as a whole: no string. */
function partsOf(node: SyntaxNode): readonly (string | undefined)[] | undefined {
  const inner = withoutWrapping(node);
  if (inner.type === 'Literal') return typeof inner['value'] === 'string' ? [inner['value']] : undefined;
  if (inner.type === 'TemplateLiteral') return templateParts(inner);
  if (inner.type !== 'BinaryExpression' || inner['operator'] !== '+') return undefined;
  const [left, right] = [inner['left'], inner['right']];
  if (!isNode(left) || !isNode(right)) return undefined;
  const [leftParts, rightParts] = [partsOf(left), partsOf(right)];
  if (leftParts === undefined && rightParts === undefined) return undefined;
  return [...(leftParts ?? [undefined]), ...(rightParts ?? [undefined])];
}

function templateParts(node: SyntaxNode): readonly (string | undefined)[] {
  const quasis = Array.isArray(node['quasis']) ? node['quasis'].filter(isNode) : [];
  const expressions = Array.isArray(node['expressions']) ? node['expressions'].filter(isNode) : [];
  return quasis.flatMap((quasi, index) => {
    const expression = expressions[index];
    const text = [cookedText(quasi)];
    return expression === undefined ? text : [...text, ...(partsOf(expression) ?? [undefined])];
  });
}

function cookedText(quasi: SyntaxNode): string {
  const value = quasi['value'];
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

function withoutWrapping(node: SyntaxNode): SyntaxNode {
  const inner = node['expression'];
  const wraps = node.type === 'ParenthesizedExpression' || node.type === 'TSAsExpression';
  return wraps && isNode(inner) ? withoutWrapping(inner) : node;
}

function skippedKey(node: SyntaxNode): string | undefined {
  if (node.type === 'ImportDeclaration') return 'specifiers';
  if (node['computed'] === true) return undefined;
  if (node.type === 'MemberExpression' || node.type === 'JSXMemberExpression') return 'property';
  if (node.type === 'TSEnumMember' || node.type === 'TSImportEqualsDeclaration') return 'id';
  if (node.type === 'ExportSpecifier') return 'exported';
  return 'key' in node ? 'key' : undefined;
}

function isCatchCall(node: SyntaxNode): boolean {
  const callee = node['callee'];
  return node.type === 'CallExpression' && isNode(callee) && isNamed(callee['property'], 'catch');
}

function madeOptional(call: CallFinding): CallFinding {
  return call.found === 'import' ? { ...call, value: { ...call.value, optional: true } } : call;
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node['name'] === name;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
