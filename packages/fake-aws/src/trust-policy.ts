import type { Caller } from './identity.ts';
import { isJsonList, isJsonObject, type Json, type JsonObject, member, objectMember } from './json.ts';

type Trusting = Pick<Caller, 'account' | 'arn' | 'userId'>;

/**
 * Whether a trust policy lets the caller assume its role (IAM User Guide, "Policy evaluation logic"). Conditions know
 * `aws:userid` and `aws:PrincipalArn` and the operators for texts and ARNs; any other lets nothing through. What a caller's own
 * policies say is not asked: only `denied` of an identity does.
 */
export function trusts(policy: JsonObject, caller: Trusting): boolean {
  const statements = listOf(member(policy, 'Statement'))
    .filter(isJsonObject)
    .filter((each) => concerns(each, caller));
  const effects = statements.map((each) => member(each, 'Effect'));
  return effects.includes('Allow') && !effects.includes('Deny');
}

function concerns(statement: JsonObject, caller: Trusting): boolean {
  const actions = listOf(member(statement, 'Action'));
  const isAction = actions.some((action) => typeof action === 'string' && like('sts:AssumeRole', action, 'i'));
  return isAction && names(member(statement, 'Principal'), caller) && holds(statement, caller);
}

/** An account stands for all who belong to it. */
function names(principal: Json | undefined, { account, arn }: Trusting): boolean {
  if (principal === '*') return true;
  const listed = isJsonObject(principal) ? listOf(member(principal, 'AWS')) : [];
  const role = roleOf(arn);
  return listed.some((each) => {
    if (each === '*' || each === account || each === arn) return true;
    if (typeof each !== 'string') return false;
    if (/^arn:[\w-]+:iam::\d{12}:root$/.test(each)) return each.split(':')[4] === account;
    return role !== undefined && role.test(each);
  });
}

/** A session is one of its role, whose path its ARN does not tell. */
function roleOf(arn: string): RegExp | undefined {
  const [, account, name] = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? undefined : new RegExp(`^arn:[\\w-]+:iam::${account}:role/(.*/)?${escaped(name)}$`);
}

function holds(statement: JsonObject, { arn, userId }: Trusting): boolean {
  const values: Readonly<Record<string, string>> = { 'aws:userid': userId, 'aws:principalarn': arn };
  return Object.entries(objectMember(statement, 'Condition') ?? {}).every(([operator, keys]) => {
    const isPattern = /^(?:StringLike|ArnLike|ArnEquals)$/.test(operator);
    if (!isPattern && operator !== 'StringEquals') return false;
    return Object.entries(isJsonObject(keys) ? keys : {}).every(([key, wanted]) => {
      const value = values[key.toLowerCase()];
      const fits = (one: Json) =>
        typeof one === 'string' && value !== undefined && (isPattern ? like(value, one) : value === one);
      return listOf(wanted).some(fits);
    });
  });
}

function like(value: string, pattern: string, flags = ''): boolean {
  const source = escaped(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, flags).test(value);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : isJsonList(value) ? value : [value];
}
