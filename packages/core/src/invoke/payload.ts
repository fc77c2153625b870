/** Is this a payload that Lambda will take? Decided before a byte is sent, so that the message can name the place. */
import { type Failure, failed, type Place, type Result, success } from '../failure.ts';
import { findJsonFault } from './json-fault.ts';

/** Bytes of a synchronous invocation's payload: 6 MB, where Lambda's documentation means 1024 KB of 1024 bytes by MB. */
export const MAX_SYNC_PAYLOAD = 6 * 1024 * 1024;
/** Bytes of an asynchronous invocation's payload. */
export const MAX_ASYNC_PAYLOAD = 1024 * 1024;

/** Where the payload's text came from, for messages. */
export type PayloadOrigin =
  | { readonly kind: 'option' }
  | { readonly kind: 'stdin' }
  /** Workspace-relative path, with `/`. */
  | { readonly kind: 'file'; readonly path: string }
  /** Nothing was given: the payload is `{}`. */
  | { readonly kind: 'default' };

export interface Payload {
  readonly bytes: Uint8Array;
  readonly origin: PayloadOrigin;
}

/** What is sent when the user names neither an event nor a payload. */
export function defaultPayload(): Payload {
  return { bytes: new TextEncoder().encode('{}'), origin: { kind: 'default' } };
}

/** The bytes to send: those given, without a byte order mark. All that is wrong with them is told at once. */
export function checkPayload(payload: Payload, mode: { readonly async: boolean }): Result<Uint8Array> {
  const bytes = withoutByteOrderMark(payload.bytes);
  const failures = [sizeFailure(bytes.length, payload.origin, mode.async), syntaxFailure(bytes, payload.origin)];
  const [first, ...rest] = failures.filter((failure) => failure !== undefined);
  return first === undefined ? success(bytes) : failed(first, ...rest);
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function sizeFailure(size: number, origin: PayloadOrigin, async: boolean): Failure | undefined {
  const limit = async ? MAX_ASYNC_PAYLOAD : MAX_SYNC_PAYLOAD;
  if (size <= limit) return undefined;
  const kind = async ? 'an asynchronous' : 'a synchronous';
  return {
    code: 'NXL-INVOKE-PAYLOAD-SIZE',
    message: `${subject(origin)} has ${grouped(size)} bytes; Lambda takes at most ${grouped(limit)} for ${kind} invocation.`,
    advice: async
      ? 'Make it smaller, put the data into S3 and send its address, or leave --async away (6 MB).'
      : 'Make it smaller, or put the data into S3 and send its address.',
    ...(origin.kind === 'file' ? { place: { file: origin.path, line: 1, column: 1 } } : {}),
  };
}

function syntaxFailure(bytes: Uint8Array, origin: PayloadOrigin): Failure | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {
      code: 'NXL-INVOKE-PAYLOAD-ENCODING',
      message: `${subject(origin)} is not UTF-8 text.`,
      advice: 'Save it as UTF-8.',
      ...(origin.kind === 'file' ? { place: { file: origin.path, line: 1, column: 1 } } : {}),
    };
  }
  if (text.trim() === '')
    return {
      code: 'NXL-INVOKE-PAYLOAD-EMPTY',
      message: `${subject(origin)} is empty.`,
      advice:
        origin.kind === 'stdin'
          ? 'Pipe JSON into the command; where Nx does not pass standard input on, use --event=<file>.'
          : 'Write a JSON value, for example {}.',
      ...(origin.kind === 'file' ? { place: { file: origin.path, line: 1, column: 1 } } : {}),
    };
  const fault = findJsonFault(text);
  if (fault === undefined) return undefined;
  const position = positionAt(text, fault.offset);
  const where = origin.kind === 'file' ? '' : ` at line ${position.line}, column ${position.column}`;
  return {
    code: 'NXL-INVOKE-PAYLOAD-JSON',
    message: `${subject(origin)} is not JSON: ${fault.expected} was expected${where}.`,
    advice:
      origin.kind === 'option'
        ? 'Correct it; mind the quotes of your shell, or use --event=<file>.'
        : 'Correct it and run again.',
    ...(origin.kind === 'file' ? { place: { file: origin.path, ...position } } : {}),
  };
}

/** Line and column of an offset; the line's text goes along unless it is absurdly long. */
function positionAt(text: string, offset: number): Omit<Place, 'file'> {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const start = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', offset);
  const lineText = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
  return { line, column: offset - start + 1, ...(lineText.length <= 10_000 ? { lineText } : {}) };
}

function subject(origin: PayloadOrigin): string {
  switch (origin.kind) {
    case 'option':
      return 'The payload of --payload';
    case 'stdin':
      return 'The payload read from standard input';
    case 'file':
      return `The event file ${origin.path}`;
    case 'default':
      return 'The default payload';
  }
}

function grouped(size: number): string {
  return String(size).replace(/\B(?=(\d{3})+$)/g, ',');
}
