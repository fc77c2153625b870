/** From a path to what its source imports: by the cache where that is proven, else by parsing. */
import { cssImports } from './css-imports.ts';
import type { FileFacts } from './file-facts.ts';
import { loadParser } from './load-parser.ts';
import { type ParseSource, parseImports, type SourceLanguage } from './parse-imports.ts';
import { plainImports } from './plain-imports.ts';
import { importFacts, type SourceProof } from './source-proof.ts';
import type { SyntaxCache } from './syntax-cache.ts';
import { type ModuleSyntax, NO_SYNTAX } from './written-import.ts';

export class SourceReader {
  private readonly facts: FileFacts;
  private readonly cache: SyntaxCache;
  private readonly known = new Map<string, ModuleSyntax>();
  private parse: ParseSource | undefined;

  constructor(facts: FileFacts, cache: SyntaxCache) {
    this.facts = facts;
    this.cache = cache;
  }

  /** The parser is a native addon: it is loaded when a source must be parsed, and never for a warm cache. */
  async loadParser(): Promise<void> {
    this.parse = await loadParser();
  }

  /**
   * By path, of the sources that nothing but this has read, all in one language: nothing depends on them beyond what
   * they import.
   */
  proofs(): ReadonlyMap<string, SourceProof> {
    const found = new Map<string, SourceProof | undefined>();
    for (const [key, syntax] of this.known) {
      const space = key.indexOf(' ');
      const path = key.slice(space + 1);
      const content = this.cache.contentAt(path)?.digest;
      const isRead = this.facts.wasRead(path) || this.facts.unreadable.has(path);
      const isProven = !found.has(path) && content !== undefined && !isRead;
      const language = key.slice(0, space) as SourceLanguage;
      found.set(path, isProven ? { language, content, facts: importFacts(syntax) } : undefined);
    }
    const proven = new Map<string, SourceProof>();
    for (const [path, proof] of found) if (proof !== undefined) proven.set(path, proof);
    return proven;
  }

  /** Undefined: call {@link loadParser} first, then again. */
  read(path: string, loader: string | undefined): ModuleSyntax | undefined {
    if (loader === 'css' || loader === 'local-css' || loader === 'global-css') return this.readCss(path);
    if (!isLanguage(loader)) return NO_SYNTAX;
    const key = `${loader} ${path}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const syntax = this.readSource(path, loader);
    if (syntax !== undefined) this.known.set(key, syntax);
    return syntax;
  }

  private readSource(path: string, language: SourceLanguage): ModuleSyntax | undefined {
    const fact = this.facts.at(path);
    if (fact.kind !== 'file') return NO_SYNTAX;
    const stamped = this.cache.byStamp(path, fact.stamp, language);
    if (stamped !== undefined) return stamped;
    const bytes = this.facts.sourceBytes(path);
    if (bytes === undefined) return NO_SYNTAX;
    const cached = this.cache.byContent(path, fact.stamp, language, bytes);
    if (cached !== undefined) return cached;
    const text = bytes.toString('utf8');
    const syntax = plainImports(text, language) ?? (this.parse && parseImports(this.parse, text, language));
    if (syntax === undefined) return undefined;
    this.cache.add(path, fact.stamp, language, bytes, syntax);
    return syntax;
  }

  private readCss(path: string): ModuleSyntax {
    return cssImports(this.facts.bytes(path)?.toString('utf8') ?? '');
  }
}

function isLanguage(loader: string | undefined): loader is SourceLanguage {
  return loader === 'js' || loader === 'jsx' || loader === 'ts' || loader === 'tsx';
}
