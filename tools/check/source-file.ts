import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** One parsed source: what the rules look at, with lines that count from 1. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Uses of a global's property (`process.env`), of a constructor (`new Date`) or of a function (`setTimeout`). */
  readonly globals: readonly Use[];
  readonly comments: readonly Use[];
  /** Text of the file with its comments blanked out. */
  readonly code: string;
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export interface Use {
  readonly name: string;
  readonly line: number;
}

/** Type imports count as much as others, `import('…')` in a type included. */
export function parseSource(path: string, text: string): SourceFile {
  const { module, program, comments } = parseSync(path, text);
  const lineAt = lineCounter(text);
  const literal = (start: number, end: number): string | undefined =>
    /^(['"])(?<specifier>.*)\1$/s.exec(text.slice(start, end))?.groups?.specifier;
  const imports: Import[] = [];
  const globals: Use[] = [];
  const addImport = (specifier: string | undefined, start: number): void => {
    if (specifier !== undefined) imports.push({ specifier, line: lineAt(start) });
  };
  for (const { moduleRequest } of module.staticImports) addImport(moduleRequest.value, moduleRequest.start);
  for (const { entries } of module.staticExports) {
    const request = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest;
    if (request) addImport(request.value, request.start);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    addImport(literal(moduleRequest.start, moduleRequest.end), moduleRequest.start);
  }
  new Visitor({
    TSImportType(node) {
      addImport(node.source.value, node.start);
    },
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.computed || node.property.type !== 'Identifier') return;
      globals.push({ name: `${node.object.name}.${node.property.name}`, line: lineAt(node.start) });
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier') globals.push({ name: `${node.callee.name}()`, line: lineAt(node.start) });
    },
    NewExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      const empty = node.arguments.length === 0 ? '()' : '';
      globals.push({ name: `new ${node.callee.name}${empty}`, line: lineAt(node.start) });
    },
  }).visit(program);
  return {
    path,
    text,
    imports,
    globals,
    comments: comments.map(({ value, start }) => ({ name: value.trim(), line: lineAt(start) })),
    code: comments.reduce(
      (code, { start, end }) => code.slice(0, start) + ' '.repeat(end - start) + code.slice(end),
      text,
    ),
  };
}

/** The repository file that an import means, where it is one of ours: a relative path or a package's face (a part of it: the same). */
export function importedFile(importer: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(importer), specifier));
  const name = /^@nx-lambda\/(?<name>[^/]+)(?:\/|$)/.exec(specifier)?.groups?.name;
  return name === undefined ? undefined : `packages/${name}/src/index.ts`;
}

/** `core` for `packages/core/src/failure.ts`; `tools` and `test` are named by their folder. */
export function packageOf(path: string): string | undefined {
  const [top, name] = path.split('/');
  return top === 'packages' ? name : top === 'tools' || top === 'test' ? top : undefined;
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
