/**
 * Whether Lambda may keep reading an object that a function refers to (`S3ObjectStorageMode: REFERENCE`). Source: Lambda
 * Developer Guide, "Self-managed S3 code storage": the bucket has versioning, and its policy lets lambda.amazonaws.com do
 * s3:GetObject and s3:GetObjectVersion, as a rule only for functions that `aws:SourceArn` names.
 */
import type { Bucket } from '../s3/bucket.ts';

const SERVICE = 'lambda.amazonaws.com';
const ACTIONS = ['s3:GetObject', 's3:GetObjectVersion'];

export interface Reader {
  readonly account: string;
  /** Absent where it is no function, which then needs a statement without such a condition. */
  readonly functionArn?: string;
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function lambdaMayRead({ name, policy }: Bucket, key: string, reader: Reader): boolean {
  if (policy === undefined) return false;
  const { Statement: given = [] }: { readonly Statement?: Statement | readonly Statement[] } = JSON.parse(policy);
  const statements = listOf(given).filter((statement): statement is Statement => typeof statement === 'object');
  const arn = `arn:aws:s3:::${name}/${key}`;
  const effects = (action: string) =>
    statements
      .filter(
        ({ Principal, Action, Resource, Condition }) =>
          isService(Principal) &&
          matchesAny(Action, action) &&
          matchesAny(Resource, arn) &&
          Object.entries(Condition ?? {}).every(([operator, keys]) => holds(operator, keys, reader)),
      )
      .map(({ Effect }) => Effect);
  return ACTIONS.every((action) => effects(action).includes('Allow') && !effects(action).includes('Deny'));
}

function isService(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { Service, AWS }: { readonly Service?: unknown; readonly AWS?: unknown } = principal;
  return listOf(Service).includes(SERVICE) || listOf(AWS).includes('*');
}

/** Conditions that are not known here do not hold. */
function holds(operator: string, keys: Readonly<Record<string, unknown>>, { account, functionArn }: Reader): boolean {
  if (!/^(Arn|String)(Like|Equals)(IgnoreCase)?$/.test(operator)) return false;
  const values: Readonly<Record<string, string | undefined>> = {
    'aws:sourcearn': functionArn,
    'aws:sourceaccount': account,
  };
  return Object.entries(keys).every(([key, patterns]) => {
    const value = values[key.toLowerCase()];
    return value !== undefined && matchesAny(patterns, value);
  });
}

function matchesAny(patterns: unknown, value: string): boolean {
  return listOf(patterns).some((pattern) => {
    if (typeof pattern !== 'string') return false;
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`).test(value);
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
