import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import type { FunctionTags } from './deployed-function.ts';
import { planFunction } from './plan-function.ts';
import { type Case, decision } from './sample-decision.ts';
import { NEW_CODE, sampleFacts, sampleTags, sampleTarget } from './sample-facts.ts';
import { LOGICAL_ID_TAG, STACK_NAME_TAG } from './stack-owner.ts';

const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:orders-anna-api';
const environment = (name: string) => ({ name, origin: '--environment' });
const tags = (change: Record<string, string>): FunctionTags => ({ kind: 'read', tags: { ...sampleTags, ...change } });
const onlyTags = (read: Record<string, string>): FunctionTags => ({ kind: 'read', tags: read });
const cloudFormationTags = { [STACK_NAME_TAG]: 'orders-anna', [LOGICAL_ID_TAG]: 'ApiFunction' };

const guards: readonly Case[] = [
  {
    title: 'another developer’s tag',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: 'ben' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  {
    title: 'the tag of production',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: 'prod' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  { title: 'an empty tag', deployed: { tags: tags({ [ENVIRONMENT_TAG]: '' }) }, expected: 'OTHER-ENVIRONMENT' },
  {
    title: 'a tag that matches only after slugging',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: 'Anna' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  {
    title: 'a tag with a space around the name',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: 'anna ' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  {
    title: 'a tag that only begins like the name',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: 'anna-2' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  {
    title: 'a tag that the name only begins like',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: 'ann' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  {
    title: 'a tag that is a pattern',
    deployed: { tags: tags({ [ENVIRONMENT_TAG]: '*' }) },
    expected: 'OTHER-ENVIRONMENT',
  },
  { title: 'no tags at all', deployed: { tags: onlyTags({}) }, expected: 'NOT-FEATURE' },
  {
    title: 'the tag on the stack but not on the function',
    deployed: { tags: onlyTags(cloudFormationTags) },
    expected: 'NOT-FEATURE',
  },
  {
    title: 'the tag’s key in other letters',
    deployed: { tags: onlyTags({ ...cloudFormationTags, 'NX-Lambda:Environment': 'anna' }) },
    expected: 'NOT-FEATURE',
  },
  {
    title: 'the name in a tag of another tool',
    deployed: { tags: onlyTags({ environment: 'anna', Stage: 'anna' }) },
    expected: 'NOT-FEATURE',
  },
  {
    title: 'unreadable tags',
    deployed: { tags: { kind: 'unreadable', message: 'denied' } },
    expected: 'TAGS-UNREADABLE',
  },
  {
    title: 'unreadable tags of the same code',
    deployed: { codeSha256: NEW_CODE, tags: { kind: 'unreadable', message: 'denied' } },
    expected: 'TAGS-UNREADABLE',
  },
  { title: 'no tag on the same code', deployed: { codeSha256: NEW_CODE, tags: onlyTags({}) }, expected: 'NOT-FEATURE' },
  {
    title: 'another stack of the same environment',
    deployed: { tags: tags({ [STACK_NAME_TAG]: 'payments-anna' }) },
    expected: 'OTHER-STACK',
  },
  {
    title: 'a name that was re-created in another stack',
    deployed: { tags: tags({ [STACK_NAME_TAG]: 'orders-prod' }) },
    expected: 'OTHER-STACK',
  },
  {
    title: 'another resource of the stack',
    deployed: { tags: tags({ [LOGICAL_ID_TAG]: 'WorkerFunction' }) },
    expected: 'OTHER-STACK',
  },
  {
    title: 'a logical id in other letters',
    deployed: { tags: tags({ [LOGICAL_ID_TAG]: 'apifunction' }) },
    expected: 'OTHER-STACK',
  },
  {
    title: 'a stack tag without a logical id',
    deployed: { tags: onlyTags({ [ENVIRONMENT_TAG]: 'anna', [STACK_NAME_TAG]: 'orders-anna' }) },
    expected: 'OTHER-STACK',
  },
  {
    title: 'a nested stack where none is meant',
    deployed: { tags: tags({ [STACK_NAME_TAG]: 'orders-anna-Child-1AB2' }) },
    expected: 'OTHER-STACK',
  },
  {
    title: 'the parent where a nested stack is meant',
    facts: { owner: { stackName: 'orders-anna', logicalId: 'Child/ApiFunction' } },
    expected: 'OTHER-STACK',
  },
  {
    title: 'another child of the stack',
    facts: { owner: { stackName: 'orders-anna', logicalId: 'Child/ApiFunction' } },
    deployed: { tags: tags({ [STACK_NAME_TAG]: 'orders-anna-Other-1AB2' }) },
    expected: 'OTHER-STACK',
  },
  { title: 'a version’s ARN', deployed: { arn: `${arn}:7` }, expected: 'NOT-FUNCTION' },
  { title: 'an alias’s ARN', deployed: { arn: `${arn}:live` }, expected: 'NOT-FUNCTION' },
  { title: '$LATEST as a qualifier', deployed: { arn: `${arn}:$LATEST` }, expected: 'NOT-FUNCTION' },
  { title: 'an answer about another function', deployed: { arn: `${arn}-2` }, expected: 'NOT-FUNCTION' },
  { title: 'another region', deployed: { region: 'us-east-1' }, expected: 'REGION' },
  { title: 'an assumed role in another account', target: { accountId: '444455556666' }, expected: 'ACCOUNT' },
  { title: 'an account that is not in the allow-list', target: { accounts: ['444455556666'] }, expected: 'ACCOUNT' },
  {
    title: 'a function of an account that only the caller’s is allowed beside',
    deployed: { accountId: '444455556666' },
    target: { accounts: ['111122223333'] },
    expected: 'ACCOUNT',
  },
  {
    title: 'an allow-list entry that only begins like the account',
    target: { accounts: ['11112222'] },
    expected: 'ACCOUNT',
  },
  {
    title: 'a protected environment',
    target: { environment: environment('prod'), protect: ['prod*'] },
    expected: 'PROTECTED',
  },
  {
    title: 'a protected stack',
    facts: { stackName: 'live-orders' },
    target: { protect: ['live-*'] },
    expected: 'PROTECTED',
  },
  { title: 'a protected function', target: { protect: ['*-api'] }, expected: 'PROTECTED' },
  { title: 'a pattern in other letters', target: { protect: ['ORDERS-*'] }, expected: 'PROTECTED' },
  { title: 'the second of two patterns', target: { protect: ['prod', '{anna,ben}'] }, expected: 'PROTECTED' },
  { title: 'everything but what a negated pattern names', target: { protect: ['!dev-*'] }, expected: 'PROTECTED' },
  {
    title: 'a protected stack whose function is not there',
    facts: { stackName: 'live', deployed: { kind: 'missing' } },
    target: { protect: ['live'] },
    expected: 'PROTECTED',
  },
  {
    title: 'a protected environment before its account',
    target: { protect: ['anna'], accounts: ['444455556666'] },
    expected: 'PROTECTED',
  },
  {
    title: 'no such function',
    facts: { deployed: { kind: 'missing', physicalName: 'orders-anna-api' } },
    expected: 'FUNCTION-MISSING',
  },
  { title: 'no such resource in the stack', facts: { deployed: { kind: 'missing' } }, expected: 'FUNCTION-MISSING' },
  { title: 'no such stack', facts: { deployed: { kind: 'no-stack', stackName: 'orders-anna' } }, expected: 'NO-STACK' },
];

describe('the guards refuse', () => {
  it.each(guards)('$title', (given) => {
    expect(decision(given)).toBe(given.expected);
  });

  it.each(guards.filter(({ expected }) => expected !== 'OTHER-STACK' && expected !== 'NOT-FUNCTION'))(
    'and say how to make it a feature environment: $title',
    ({ deployed, facts, target }) => {
      const given = sampleTarget(target);
      const action = planFunction({ ...sampleFacts({ function: deployed ?? {} }), ...facts }, given);
      expect(action.kind === 'refuse' && action.failure.advice).toContain(
        `${ENVIRONMENT_TAG}=${given.environment.name}`,
      );
    },
  );

  it('and name the permission that reading tags needs', () => {
    const facts = sampleFacts({ function: { tags: { kind: 'unreadable', message: 'denied' } } });
    const action = planFunction(facts, sampleTarget());
    expect(action.kind === 'refuse' && action.failure.advice).toContain('lambda:ListTags');
  });

  it('and tell every further reason as a note', () => {
    const facts = sampleFacts({ function: { tags: onlyTags({}), region: 'us-east-1' } });
    const action = planFunction(facts, sampleTarget({ protect: ['anna'] }));
    expect(action.kind === 'refuse' && action.failure.notes).toHaveLength(2);
  });
});
