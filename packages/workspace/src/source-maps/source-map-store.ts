/**
 * The source maps that the build kept beside a service's artifacts, one folder for each codeSha256: a map explains
 * exactly the code that it was made with, and no other.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { TraceMap } from '@jridgewell/trace-mapping';
import { type SourceLookup, type SourceMapPort, type SourcePosition, sourceMapFolder } from '@nx-lambda/core';

type Tracing = typeof import('@jridgewell/trace-mapping');

/**
 * `artifactFolder` is the service's absolute one. A map lies where its file lies in the artifact, with `.map` added, and
 * names its sources relative to the workspace root. A map that can't be read explains nothing, and is no error.
 */
export function createSourceMapStore(artifactFolder: string): SourceMapPort {
  return {
    async load(codeSha256) {
      const folder = join(artifactFolder, sourceMapFolder(codeSha256));
      const texts = await readMaps(folder);
      if (texts.size === 0) return undefined;
      return lookupIn(texts, await import('@jridgewell/trace-mapping'));
    },
  };
}

/** By the path of the file that a map is for, relative to the root of the artifact, with `/`. */
async function readMaps(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
  const entries = await Promise.all(
    names
      .filter((name) => name.endsWith('.map'))
      .map(async (name) => {
        const text = await readFile(join(folder, name), 'utf8').catch(() => '');
        return [name.slice(0, -'.map'.length).replaceAll(sep, '/'), text] as const;
      }),
  );
  return new Map(entries);
}

/** A map is parsed when the first place in its file is looked up. */
function lookupIn(texts: ReadonlyMap<string, string>, tracing: Tracing): SourceLookup {
  const parsed = new Map<string, TraceMap | undefined>();
  const mapOf = (file: string): TraceMap | undefined => {
    if (!parsed.has(file)) parsed.set(file, parse(texts.get(file), tracing));
    return parsed.get(file);
  };
  return (file, line, column): SourcePosition | undefined => {
    const map = mapOf(file);
    if (map === undefined || line < 1 || column < 1) return undefined;
    const found = tracing.originalPositionFor(map, { line, column: column - 1 });
    // A broken map can point to a source that it does not list, which the library's types leave out.
    return typeof found.source !== 'string'
      ? undefined
      : { file: found.source, line: found.line, column: found.column + 1 };
  };
}

function parse(text: string | undefined, tracing: Tracing): TraceMap | undefined {
  if (text === undefined) return undefined;
  try {
    return new tracing.TraceMap(text);
  } catch {
    return undefined;
  }
}
