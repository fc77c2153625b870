import { ApiError } from './api-error.ts';

/**
 * Members of a JSON request body, typed. A member of another type is what Lambda answers as a SerializationException
 * (400), before any of its own checks.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function parseFields(body: Uint8Array): Fields {
  if (body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ApiError(400, 'InvalidRequestContentException', 'Could not parse request body into json.');
  }
  if (!isFields(parsed)) throw wrongType('an object');
  return parsed;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(fields: Fields, name: string): string | undefined {
  const value = present(fields, name);
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType('a string', name);
}

export function whole(fields: Fields, name: string): number | undefined {
  const value = present(fields, name);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrongType('an integer', name);
}

export function flag(fields: Fields, name: string): boolean | undefined {
  const value = present(fields, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongType('a boolean', name);
}

export function texts(fields: Fields, name: string): readonly string[] | undefined {
  const value = present(fields, name);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw wrongType('a list of strings', name);
}

export function nested(fields: Fields, name: string): Fields | undefined {
  const value = present(fields, name);
  if (value === undefined || isFields(value)) return value;
  throw wrongType('an object', name);
}

export function textMap(fields: Fields, name: string): Readonly<Record<string, string>> | undefined {
  const value = nested(fields, name);
  if (value === undefined) return undefined;
  const entries = Object.entries(value).map(([key, item]): readonly [string, string] => {
    if (typeof item === 'string') return [key, item];
    throw wrongType('a map of strings', name);
  });
  return Object.fromEntries(entries);
}

function present(fields: Fields, name: string): unknown {
  return fields[name] ?? undefined;
}

function wrongType(expected: string, name?: string): ApiError {
  const where = name === undefined ? 'The request body' : `Member ${name}`;
  return new ApiError(400, 'SerializationException', `${where} is not ${expected}`);
}
