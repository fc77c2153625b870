/** The error that a function answered with, in Lambda's shapes for Node.js and Python, its stack mapped to the sources. */
import type { FunctionError } from './invoke-report.ts';
import { mapFrames, type SourceLookup } from './source-lookup.ts';

/** `payload` is the answer's text. Whatever it holds, there is an error to show. */
export function readFunctionError(payload: string, lookup: SourceLookup | undefined): FunctionError {
  const fields = objectOf(payload);
  if (fields === undefined) return { type: 'Error', message: payload.trim(), stack: [], mapped: false };
  const type = textOf(fields['errorType']);
  const message = textOf(fields['errorMessage']);
  const stack = frames(linesOf(fields['trace'] ?? fields['stackTrace']), type);
  const mapping = stack.map((line) => (lookup === undefined ? { text: line, mapped: false } : mapFrames(line, lookup)));
  return {
    type: type ?? 'Error',
    message: message ?? (type === undefined ? payload.trim() : ''),
    stack: mapping.map(({ text }) => text),
    mapped: mapping.some(({ mapped }) => mapped),
  };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** Python's `stackTrace` entries are strings of several lines; Java's are one line each. */
function linesOf(value: unknown): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  return entries
    .flatMap((entry) => (typeof entry === 'string' ? entry.split(/\r\n|\n|\r/) : []))
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** Node.js repeats type and message in front of the frames, maybe over several lines: told once is enough. */
function frames(lines: readonly string[], type: string | undefined): readonly string[] {
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first !== -1) return lines.slice(first);
  return type !== undefined && lines[0]?.startsWith(`${type}: `) === true ? lines.slice(1) : lines;
}
