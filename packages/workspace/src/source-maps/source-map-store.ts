/**
 * The source maps that the build kept beside a service's artifacts, by codeSha256: a map explains exactly the code that
 * it was made with, and no other.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceMap } from '@jridgewell/trace-mapping';
import { type SourceLookup, type SourceMapPort, type SourcePosition, sourceMapFile } from '@nx-lambda/core';

type Tracing = typeof import('@jridgewell/trace-mapping');

/**
 * `artifactFolder` is the service's absolute one. A map is named by its file's path in the artifact, with `.map` added,
 * and names its sources relative to the workspace root. A map that can't be read explains nothing, and is no error.
 * `keptFolder` (absolute) has the maps of codes that were deployed before.
 */
export function createSourceMapStore(artifactFolder: string, keptFolder?: string): SourceMapPort {
  return {
    async load(codeSha256) {
      const start = sourceMapFile(codeSha256, '');
      const built = await readMaps(artifactFolder, start);
      const texts = built.size === 0 && keptFolder !== undefined ? await readMaps(keptFolder, start) : built;
      if (texts.size === 0) return undefined;
      const textOf = (file: string) => texts.get(sourceMapFile(codeSha256, `${file}.map`));
      return lookupIn(textOf, await import('@jridgewell/trace-mapping'));
    },
  };
}

/** By file name: all whose name starts so. */
async function readMaps(folder: string, start: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch((): string[] => []);
  const entries = await Promise.all(
    names
      .filter((name) => name.startsWith(start))
      .map(async (name) => [name, await readFile(join(folder, name), 'utf8').catch(() => '')] as const),
  );
  return new Map(entries);
}

/** Looks places up in source maps; `textOf` gives the map of a file of the artifact. */
export async function sourceLookup(textOf: (file: string) => string | undefined): Promise<SourceLookup> {
  return lookupIn(textOf, await import('@jridgewell/trace-mapping'));
}

/** A map is parsed when the first place in its file is looked up. */
function lookupIn(textOf: (file: string) => string | undefined, tracing: Tracing): SourceLookup {
  const parsed = new Map<string, TraceMap | undefined>();
  const mapOf = (file: string): TraceMap | undefined => {
    if (!parsed.has(file)) parsed.set(file, parse(textOf(file), tracing));
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
