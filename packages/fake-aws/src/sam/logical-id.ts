import { createHash } from 'node:crypto';
import { isBlank, type JsonValue } from './json.ts';
import { pythonJson } from './python-json.ts';

/** Ten hex digits of the SHA-1 of a text or of the compact, sorted JSON of anything else; nothing for nothing. */
export function contentDigest(data: JsonValue, length = 10): string {
  if (isBlank(data)) return '';
  const text = typeof data === 'string' ? data : pythonJson(data, { separators: [',', ':'], sortKeys: true });
  return createHash('sha1').update(text).digest('hex').slice(0, length);
}

export function withDigest(prefix: string, data: JsonValue): string {
  return prefix + contentDigest(data);
}

/** A suffix that can stand in a logical id stands there as it is, any other one as its digest. */
export function withSuffix(prefix: string, suffix: string): string {
  return isAlphanumeric(suffix) ? prefix + suffix : withDigest(prefix, suffix);
}

/** Python's `isalnum`: letters and digits of any script, and not empty. */
export function isAlphanumeric(text: string): boolean {
  return /^[\p{L}\p{N}]+$/u.test(text);
}
