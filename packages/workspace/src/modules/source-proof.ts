/**
 * What of a source decides everything that is inferred from it: not its bytes, but what they import. An edit that
 * leaves that as it was leaves the projects as they were, whatever else it changes.
 */
import { hash } from 'node:crypto';
import { loadParser } from './load-parser.ts';
import { parseImports, type SourceLanguage } from './parse-imports.ts';
import { plainImports } from './plain-imports.ts';
import type { ModuleSyntax } from './written-import.ts';

export interface SourceProof {
  readonly language: SourceLanguage;
  /** SHA-256 of the bytes. */
  readonly content: string;
  /** Digest of {@link importFacts}. */
  readonly facts: string;
}

/** The digest of a source's bytes, as the proofs hold it. */
export function contentDigest(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64');
}

/**
 * All that resolution and the lists of inputs see of a source, in its order. Lines and columns are left out: they are
 * told only in failures and notices, and a source that has any is never proven by this.
 */
export function importFacts({ imports, globs, computed, jsx }: ModuleSyntax): string {
  const facts = [
    imports.map(({ specifier, kind, unused, optional }) => [specifier, kind, unused ?? false, optional ?? false]),
    globs.map(({ glob, kind }) => [glob, kind]),
    computed.map(({ kind }) => kind),
    jsx === undefined ? null : [jsx.importSource ?? null],
  ];
  return hash('sha256', JSON.stringify(facts), 'base64');
}

/** Reads a source anew, for comparison with what was remembered of it. */
export async function sourceProver(): Promise<(bytes: Uint8Array, language: SourceLanguage) => string> {
  const parse = await loadParser();
  return (bytes, language) => {
    const text = Buffer.from(bytes).toString('utf8');
    return importFacts(plainImports(text, language) ?? parseImports(parse, text, language));
  };
}
