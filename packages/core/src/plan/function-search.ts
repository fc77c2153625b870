/**
 * Functions that are found by a pattern of their names and by their tags, where the tool that makes them chooses the
 * rest of the name. What a search finds is a hint like any name: the guards prove what is written to.
 */
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import { evaluateExpression, type NameFacts } from '../environment/physical-name.ts';
import { type Failure, failed, type Result, success } from '../failure.ts';
import type { FunctionAddress } from '../service/service.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { DeployedState } from './plan-facts.ts';

export interface FunctionSearch {
  /** `<service>/<function>`, for messages and for what is remembered. */
  readonly subject: string;
  readonly environment: string;
  /** `*` stands for any part of a name. */
  readonly pattern: string;
  /** Tags that the function must have, beside that of its environment. */
  readonly tags: Readonly<Record<string, string>>;
}

type SearchAddress = Extract<FunctionAddress, { readonly kind: 'search' }>;

export function functionSearch(
  { pattern, tags }: SearchAddress,
  facts: NameFacts & { readonly logicalId: string },
): Result<FunctionSearch> {
  const subject = `${facts.service}/${facts.logicalId}`;
  const unknown: string[] = [];
  const valueOf = (expression: SearchAddress['pattern']): string => {
    const value = evaluateExpression(expression, facts);
    if (value.kind === 'name') return value.name;
    unknown.push(...value.parameters);
    return '';
  };
  const search: FunctionSearch = {
    subject,
    environment: facts.environment,
    pattern: valueOf(pattern),
    tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, valueOf(value)])),
  };
  const [first] = unknown;
  if (first === undefined) return success(search);
  return failed({
    code: 'NXL-ENVIRONMENT-PLACEHOLDER',
    message: `The name of ${subject} uses {${first}}, which does not exist.`,
    advice: 'Use {service} or {environment} in it.',
  });
}

/** All that a list of functions tells. */
export function matchesPattern({ pattern }: FunctionSearch, physicalName: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(physicalName);
}

/** Whether a name that was found earlier can still be taken without a search. */
export function isStillFound(search: FunctionSearch, { physicalName, tags }: DeployedFunction): boolean {
  if (!matchesPattern(search, physicalName) || tags.kind === 'unreadable') return false;
  return hasTags(tags.tags, search.tags) && tags.tags[ENVIRONMENT_TAG] === search.environment;
}

/**
 * Of the functions whose names match, the one that is meant. Those of other environments never are. One without an
 * environment is answered where it is alone: the guards then say why it is not written to.
 */
export function chooseFound(search: FunctionSearch, matching: readonly DeployedFunction[]): DeployedState {
  const closed = matching.find(({ tags }) => tags.kind === 'unreadable');
  if (closed !== undefined) return { kind: 'unreadable', failure: unreadableTags(search, closed) };
  const tagged = matching.filter(({ tags }) => tags.kind === 'read' && hasTags(tags.tags, search.tags));
  const own = tagged.filter((each) => environmentOf(each) === search.environment);
  const [found, second] = own.length > 0 ? own : tagged.filter((each) => environmentOf(each) === undefined);
  if (found !== undefined && second === undefined) return { kind: 'found', function: found };
  return own.length > 0
    ? { kind: 'unreadable', failure: ambiguous(search, own) }
    : { kind: 'missing', searched: searchText(search) };
}

function environmentOf({ tags }: DeployedFunction): string | undefined {
  return tags.kind === 'read' ? tags.tags[ENVIRONMENT_TAG] : undefined;
}

/** For messages: `mail-ann-* with Function=bounce`. */
function searchText({ pattern, tags }: FunctionSearch): string {
  const wanted = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return wanted.length === 0 ? pattern : `${pattern} with ${wanted.join(', ')}`;
}

function hasTags(tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

const MOST_NAMED = 5;

function ambiguous({ subject, environment }: FunctionSearch, found: readonly DeployedFunction[]): Failure {
  const names = found.map(({ physicalName }) => physicalName).sort();
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return {
    code: 'NXL-PLAN-AMBIGUOUS',
    message: `${names.length} functions of the environment ${environment} match ${subject}: ${names.slice(0, MOST_NAMED).join(', ')}${more}.`,
    advice: 'Make the pattern or the tags of its `name` in lambda.config.json match one function alone.',
  };
}

function unreadableTags({ subject }: FunctionSearch, { physicalName }: DeployedFunction): Failure {
  return {
    code: 'NXL-PLAN-TAGS-UNREADABLE',
    message: `The tags of ${physicalName} can't be read, so it can't be told whether it is ${subject}.`,
    advice: 'Allow lambda:ListTags on the functions whose names match.',
  };
}
