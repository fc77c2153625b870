/**
 * Reads the imports of one source text. oxc's module record (which needs no syntax tree in JavaScript) is enough for
 * most files; the tree is asked for only where a file calls `require` or `import()`, or where it must be told whether
 * TypeScript drops an import because its names are only types.
 *
 * `new URL('…', import.meta.url)` is no import: esbuild leaves it as it is and bundles nothing for it.
 */
import type { EcmaScriptModule, StaticImport } from 'oxc-parser';
import { type CallFinding, type SyntaxFindings, walkSyntax } from './walk-syntax.ts';
import type { ComputedImport, ModuleSyntax, WrittenGlob, WrittenImport } from './written-import.ts';

export type SourceLanguage = 'js' | 'jsx' | 'ts' | 'tsx';

/** What is read of a source. `program` is made on demand, as it costs most. */
export interface ParsedSource {
  readonly module: EcmaScriptModule;
  readonly program: unknown;
}

export type ParseSource = (name: string, source: string, options: { lang: SourceLanguage }) => ParsedSource;

/** What the module record does not tell: `require`, and `export {} from './x'`. */
const TREE_NEEDED = /\brequire\b|\bexport\s*\{(?:\s|\/\*[\s\S]*?\*\/)*\}/;

export function parseImports(parse: ParseSource, source: string, language: SourceLanguage): ModuleSyntax {
  // esbuild lets JSX into no .js file but by its loader; TypeScript's `<T>x` would be misread as JSX.
  const result = parse(`module.${language}`, source, { lang: language });
  const module = result.module;
  const typed = language === 'ts' || language === 'tsx';
  const doubtful = typed ? doubtfulImports(module, source) : [];
  const needsTree = doubtful.length > 0 || module.dynamicImports.length > 0 || TREE_NEEDED.test(source);
  const tree = needsTree ? walkSyntax(result.program) : undefined;
  const positions = new LinePositions(source);
  const calls = tree?.calls ?? [];
  const imports = [
    ...staticImports(module, source, typed, tree, new Set(doubtful), positions),
    ...reExports(module, source, positions),
    ...found(calls, 'import', positions),
  ];
  const jsx = language.endsWith('x') ? jsxOf(source) : undefined;
  return {
    imports,
    globs: found(calls, 'glob', positions),
    computed: found(calls, 'computed', positions),
    ...(jsx !== undefined && { jsx }),
  };
}

function staticImports(
  module: EcmaScriptModule,
  source: string,
  typed: boolean,
  tree: SyntaxFindings | undefined,
  doubtful: ReadonlySet<StaticImport>,
  positions: LinePositions,
): readonly WrittenImport[] {
  return module.staticImports.flatMap((statement): readonly WrittenImport[] => {
    const { value, start, end } = statement.moduleRequest;
    const written = { specifier: value, kind: 'import' as const, ...positions.at(start), length: end - start };
    if (!typed) return [written];
    if (statement.entries.length === 0) {
      const hasBraces = /^import\s*\{/.test(withoutComments(source, statement));
      return [hasBraces ? { ...written, unused: true } : written];
    }
    if (isTypeStatement(source, statement)) return [];
    const values = statement.entries.filter((entry) => !entry.isType);
    const used =
      values.length > 0 &&
      (!doubtful.has(statement) ||
        tree === undefined ||
        tree.hasJsx ||
        values.some((entry) => tree.usedNames.has(entry.localName.value)));
    return [used ? written : { ...written, unused: true }];
  });
}

/** Imports whose names do not evidently stand for values. */
function doubtfulImports(module: EcmaScriptModule, source: string): readonly StaticImport[] {
  const named = module.staticImports.filter(({ entries }) => entries.some((entry) => !entry.isType));
  if (named.length === 0) return [];
  const called = calledNames(source);
  return named.filter(({ entries }) => !entries.some((entry) => !entry.isType && called.has(entry.localName.value)));
}

/** Names that are called, or whose members are, and so stand for values. */
export function calledNames(source: string): ReadonlySet<string> {
  return new Set(source.match(/(?<![\w$])[\w$]+(?=\(|`|\.[\w$]+\()/g));
}

function isTypeStatement(source: string, statement: StaticImport): boolean {
  const typed = statement.entries.every((entry) => entry.isType);
  return typed && /^import\s+type\b/.test(withoutComments(source, statement));
}

function withoutComments(source: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return source.slice(start, end).replace(/\/\*[\s\S]*?\*\//g, ' ');
}

function reExports(module: EcmaScriptModule, source: string, positions: LinePositions): readonly WrittenImport[] {
  return module.staticExports.flatMap(({ entries, start, end }): readonly WrittenImport[] => {
    const request = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (request === null || request === undefined) return [];
    const typed = entries.every((entry) => entry.isType);
    if (typed && /^export\s+type\b/.test(withoutComments(source, { start, end }))) return [];
    return [
      {
        specifier: request.value,
        kind: 'import' as const,
        ...positions.at(request.start),
        length: request.end - request.start,
      },
    ];
  });
}

interface Found {
  readonly import: WrittenImport;
  readonly glob: WrittenGlob;
  readonly computed: ComputedImport;
}

function found<K extends CallFinding['found']>(
  calls: readonly CallFinding[],
  kind: K,
  positions: LinePositions,
): readonly Found[K][] {
  return calls
    .filter((call) => call.found === kind)
    .map((call) => ({ ...call.value, ...positions.at(call.at) }) as Found[K]);
}

function jsxOf(source: string): ModuleSyntax['jsx'] {
  if (!/<[\w>]/.test(source)) return undefined;
  const pragma = /@jsxImportSource\s+(\S+)/.exec(source)?.[1];
  return pragma === undefined ? {} : { importSource: pragma };
}

class LinePositions {
  private readonly source: string;
  private starts: number[] | undefined;

  constructor(source: string) {
    this.source = source;
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    const starts = this.lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  private lineStarts(): readonly number[] {
    if (this.starts !== undefined) return this.starts;
    this.starts = [0];
    for (let at = this.source.indexOf('\n'); at >= 0; at = this.source.indexOf('\n', at + 1)) this.starts.push(at + 1);
    return this.starts;
  }
}
