/**
 * oxc's parser. Its native addon is loaded directly where its package is known: that takes 3 ms, where the package's
 * own entry loads visitors and WebAssembly ways first, for 40 ms and more. Anywhere else the package's entry is used.
 */
import { createRequire } from 'node:module';
import type { EcmaScriptModule, ParseResult } from 'oxc-parser';
import type { ParseSource, SourceLanguage } from './parse-imports.ts';

/** What the addon gives: each getter hands its value over once, the tree as JSON. */
interface NativeResult {
  readonly module: EcmaScriptModule;
  readonly program: string;
}
type NativeParse = (name: string, source: string, options: { lang: SourceLanguage }) => NativeResult;

const BINDINGS: Readonly<Record<string, string>> = {
  'linux x64': 'linux-x64-gnu',
  'linux arm64': 'linux-arm64-gnu',
  'darwin x64': 'darwin-x64',
  'darwin arm64': 'darwin-arm64',
  'win32 x64': 'win32-x64-msvc',
};

/** By what it was loaded for: that it is as expected is proven once a process. */
const loaded = new Map<string, Promise<ParseSource>>();

export function loadParser(
  platform: string = process.platform,
  architecture: string = process.arch,
): Promise<ParseSource> {
  const machine = `${platform} ${architecture}`;
  const parser = loaded.get(machine) ?? parserFor(machine);
  loaded.set(machine, parser);
  return parser;
}

async function parserFor(machine: string): Promise<ParseSource> {
  return nativeParser(BINDINGS[machine]) ?? (await import('oxc-parser')).parseSync;
}

function nativeParser(binding: string | undefined): ParseSource | undefined {
  if (binding === undefined) return undefined;
  try {
    const load = createRequire(import.meta.url);
    // From oxc-parser's own place, so that the two fit together.
    const native: unknown = createRequire(load.resolve('oxc-parser'))(`@oxc-parser/binding-${binding}`);
    const parse = typeof native === 'object' && native !== null ? Reflect.get(native, 'parseSync') : undefined;
    if (typeof parse !== 'function') return undefined;
    return isAsExpected(parse as NativeParse) ? lazily(parse as NativeParse) : undefined;
  } catch {
    // Another C library, or not installed: the package's entry knows more ways.
    return undefined;
  }
}

function isAsExpected(parse: NativeParse): boolean {
  const result = parse('probe.ts', "import a from 'b'", { lang: 'ts' });
  const [statement] = result.module.staticImports;
  const tree: { readonly node?: { readonly type?: string } } = JSON.parse(result.program);
  return statement?.moduleRequest.value === 'b' && tree.node?.type === 'Program';
}

/** The tree's text is taken in any case: until then the addon holds it in memory that no garbage collection sees. */
function lazily(parse: NativeParse): ParseSource {
  return (name, source, options) => {
    const result = parse(name, source, options);
    const { module, program: text } = result;
    return {
      module,
      get program(): unknown {
        const { node }: { readonly node: ParseResult['program'] } = JSON.parse(text);
        return node;
      },
    };
  };
}
