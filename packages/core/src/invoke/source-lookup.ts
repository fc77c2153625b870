/** Stack frames of deployed code, told in the lines of the sources it was made from. */

export interface SourcePosition {
  /** Workspace-relative, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * From a place in the deployed code to its source; undefined where no source map knows it. `file` is relative to the
 * root of the artifact; lines and columns count from 1, as in V8's stack lines.
 */
export type SourceLookup = (file: string, line: number, column: number) => SourcePosition | undefined;

/** Kept source maps of one service's artifacts. */
export interface SourceMapPort {
  /** Undefined: no source map is kept for that code. */
  load(codeSha256: string): Promise<SourceLookup | undefined>;
}

export interface MappedText {
  readonly text: string;
  /** True when at least one place was replaced. */
  readonly mapped: boolean;
}

/** Where Lambda unpacks a function's code; ES modules are named by URL there. */
const FRAME = /(file:\/\/)?\/var\/task\/([^\s():"]+(?: [^\s():"]+)*):(\d+):(\d+)/g;

/** True where a text names a place in deployed code, so that loading source maps can pay. */
export function namesDeployedCode(text: string): boolean {
  return text.includes('/var/task/');
}

/** Replaces every `/var/task/<file>:<line>:<column>` that `lookup` knows. */
export function mapFrames(text: string, lookup: SourceLookup): MappedText {
  let mapped = false;
  const replaced = text.replaceAll(
    FRAME,
    (whole, url: string | undefined, path: string, line: string, column: string) => {
      const position = lookup(url === undefined ? path : decoded(path), Number(line), Number(column));
      if (position === undefined) return whole;
      mapped = true;
      return `${position.file}:${position.line}:${position.column}`;
    },
  );
  return { text: replaced, mapped };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
