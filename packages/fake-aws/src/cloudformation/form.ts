import { ApiError } from '../api-error.ts';
import { validationError } from './failures.ts';
import type { GivenParameter } from './template/parameters.ts';

/** Lists and structures of the query protocol: `Tags.member.1.Key=a`. An empty list is sent as `Tags=`. */

/** The list's items; undefined when the request has no such list. */
export function formTexts(form: URLSearchParams, name: string): readonly string[] | undefined {
  if (!hasList(form, name)) return undefined;
  return indexes(form, name).map((index) => form.get(`${name}.member.${index}`) ?? '');
}

export function formTags(form: URLSearchParams): Readonly<Record<string, string>> | undefined {
  if (!hasList(form, 'Tags')) return undefined;
  const entries = indexes(form, 'Tags').map(
    (index) => [form.get(`Tags.member.${index}.Key`) ?? '', form.get(`Tags.member.${index}.Value`) ?? ''] as const,
  );
  if (entries.some(([key]) => key.toLowerCase().startsWith('aws:'))) {
    throw validationError('Tag keys must not start with aws:, which is reserved.');
  }
  // "You can specify a maximum of 50 unique tags per stack".
  if (entries.length > 50) throw validationError('A maximum number of 50 tags can be specified.');
  return Object.fromEntries(entries);
}

export function formParameters(form: URLSearchParams): readonly GivenParameter[] {
  return indexes(form, 'Parameters').map((index) => {
    const at = `Parameters.member.${index}`;
    const value = form.get(`${at}.ParameterValue`);
    return {
      key: form.get(`${at}.ParameterKey`) ?? '',
      usePreviousValue: form.get(`${at}.UsePreviousValue`) === 'true',
      ...(value === null ? {} : { value }),
    };
  });
}

export function formFlag(form: URLSearchParams, name: string): boolean | undefined {
  const value = form.get(name);
  return value === null ? undefined : value === 'true';
}

export function requiredText(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value !== null && value !== '') return value;
  const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  throw validationError(
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

/** One of the values that the field may have; undefined when it is not given. */
export function formChoice<T extends string>(
  form: URLSearchParams,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = form.get(name);
  if (value === null || value === '') return undefined;
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const field = name
    .split('.')
    .map((part) => `${part.charAt(0).toLowerCase()}${part.slice(1)}`)
    .join('.');
  throw validationError(
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: Member must satisfy enum value set: [${choices.join(', ')}]`,
  );
}

function hasList(form: URLSearchParams, name: string): boolean {
  return form.has(name) || indexes(form, name).length > 0;
}

function indexes(form: URLSearchParams, name: string): readonly number[] {
  const found = new Set<number>();
  for (const key of form.keys()) {
    if (!key.startsWith(`${name}.member.`)) continue;
    const index = Number(key.slice(`${name}.member.`.length).split('.')[0]);
    if (Number.isInteger(index)) found.add(index);
  }
  return [...found].sort((one, other) => one - other);
}

/** Answers in pages; a token tells where the next one begins. */
export function page<T>(
  items: readonly T[],
  form: URLSearchParams,
  size = 100,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const token = form.get('NextToken');
  const start = token === null ? 0 : Number(/^from-(\d+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new ApiError(400, 'ValidationError', 'The specified NextToken is not valid.');
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? `from-${end}` : undefined };
}

export function timestamp(time: number): string {
  return new Date(time).toISOString();
}
