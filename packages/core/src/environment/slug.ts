/**
 * Environment names end up in stack names, function names and tags, so they are kept to what all of them allow.
 */
import { createHash } from 'node:crypto';

/** Leaves room for a service's name in a 64-character function name. */
export const MAX_ENVIRONMENT_NAME = 48;

const environmentName = /^[a-z][a-z0-9-]{0,47}$/;

export function isEnvironmentName(text: string): boolean {
  return environmentName.test(text);
}

/**
 * Lower case, accents dropped, everything else a single `-`. Too long a text keeps its beginning and gets six digits of
 * its hash, so that two long branch names with the same beginning stay apart. May still begin with a digit or be empty:
 * check the answer with {@link isEnvironmentName}.
 */
export function slugOf(text: string): string {
  const slug = text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (slug.length <= MAX_ENVIRONMENT_NAME) return slug;
  const digest = createHash('sha256').update(slug).digest('hex').slice(0, 6);
  return `${slug.slice(0, MAX_ENVIRONMENT_NAME - 7).replace(/-$/, '')}-${digest}`;
}
