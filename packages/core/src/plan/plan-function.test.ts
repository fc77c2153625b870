import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import type { DeployedFunction, FunctionTags } from './deployed-function.ts';
import type { DeployTarget, FunctionFacts } from './plan-facts.ts';
import { planFunction } from './plan-function.ts';
import { NEW_CODE, OLD_CODE, sampleFacts, sampleManifest, sampleTags, sampleTarget } from './sample-facts.ts';
import { LOGICAL_ID_TAG, STACK_NAME_TAG } from './stack-owner.ts';
import { DIRECT_UPLOAD_LIMIT } from './upload-route.ts';

interface Case {
  readonly title: string;
  readonly deployed?: Partial<DeployedFunction>;
  readonly facts?: Partial<FunctionFacts>;
  readonly target?: Partial<DeployTarget>;
  /** The failure's code, or the action with its reason. */
  readonly expected: string;
}

const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:orders-anna-api';
const environment = (name: string) => ({ name, origin: '--environment' });
const tags = (change: Record<string, string>): FunctionTags => ({ kind: 'read', tags: { ...sampleTags, ...change } });
const onlyTags = (read: Record<string, string>): FunctionTags => ({ kind: 'read', tags: read });
const cloudFormationTags = { [STACK_NAME_TAG]: 'orders-anna', [LOGICAL_ID_TAG]: 'ApiFunction' };
const built = (change: Parameters<typeof sampleManifest>[0]): Partial<FunctionFacts> => ({
  artifact: { kind: 'built', manifest: sampleManifest(change) },
});
const failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'No.', advice: 'Ask.' } as const;

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

const misfits: readonly Case[] = [
  { title: 'an image function', deployed: { packageType: 'Image' }, expected: 'PROVISION-FIRST' },
  { title: 'another handler', deployed: { handler: 'src/app.main' }, expected: 'PROVISION-FIRST' },
  { title: 'no handler', facts: sampleFactsWithout('handler'), expected: 'PROVISION-FIRST' },
  { title: 'another runtime family', deployed: { runtime: 'python3.13' }, expected: 'PROVISION-FIRST' },
  { title: 'another architecture', deployed: { architectures: ['arm64'] }, expected: 'PROVISION-FIRST' },
  {
    title: 'an architecture that was never set, for arm64',
    deployed: { architectures: [] },
    facts: built({ architecture: 'arm64' }),
    expected: 'PROVISION-FIRST',
  },
  { title: 'a zip for S3 without a bucket', facts: built({ zipSize: DIRECT_UPLOAD_LIMIT + 1 }), expected: 'NO-BUCKET' },
];

function sampleFactsWithout(field: 'handler'): Partial<FunctionFacts> {
  const { deployed } = sampleFacts();
  if (deployed.kind !== 'found') return {};
  const { [field]: _left, ...rest } = deployed.function;
  return { deployed: { kind: 'found', function: rest } };
}

const failures: readonly Case[] = [
  { title: 'nothing is built', facts: { artifact: { kind: 'missing' } }, expected: 'NXL-PLAN-NOT-BUILT' },
  {
    title: 'the artifact can’t be read',
    facts: { artifact: { kind: 'failed', failures: [failure] } },
    expected: failure.code,
  },
  { title: 'the function can’t be read', facts: { deployed: { kind: 'unreadable', failure } }, expected: failure.code },
  { title: 'the function’s state is Failed', deployed: { state: 'Failed' }, expected: 'NXL-PLAN-FUNCTION-FAILED' },
];

const allowed: readonly Case[] = [
  { title: 'code that differs', expected: 'update: code differs' },
  { title: 'the same code', deployed: { codeSha256: NEW_CODE }, expected: 'skip: same code' },
  {
    title: 'the same code of a failed update',
    deployed: { codeSha256: NEW_CODE, lastUpdateStatus: 'Failed' },
    expected: 'update: same code, but its last update failed',
  },
  {
    title: 'the same code, still under way',
    deployed: { codeSha256: NEW_CODE, lastUpdateStatus: 'InProgress' },
    expected: 'update: same code, but an update is still under way',
  },
  {
    title: 'the same code of a new function',
    deployed: { codeSha256: NEW_CODE, state: 'Pending' },
    expected: 'update: same code, but the function is still being made',
  },
  { title: 'other code under way', deployed: { lastUpdateStatus: 'InProgress' }, expected: 'update: code differs' },
  { title: 'an idle function', deployed: { state: 'Inactive' }, expected: 'update: code differs' },
  {
    title: 'a function of another tool with the tag',
    deployed: { tags: onlyTags({ [ENVIRONMENT_TAG]: 'anna' }) },
    expected: 'update: code differs',
  },
  {
    title: 'a nested stack’s function',
    facts: { owner: { stackName: 'orders-anna', logicalId: 'Child/ApiFunction' } },
    deployed: { tags: tags({ [STACK_NAME_TAG]: 'orders-anna-Child-1AB2CD3EF4' }) },
    expected: 'update: code differs',
  },
  {
    title: 'an account in the allow-list',
    target: { accounts: ['444455556666', '111122223333'] },
    expected: 'update: code differs',
  },
  {
    title: 'patterns that match nothing',
    target: { protect: ['prod*', 'live', 'ann', 'api'] },
    expected: 'update: code differs',
  },
  { title: 'another version of the runtime', deployed: { runtime: 'nodejs20.x' }, expected: 'update: code differs' },
  {
    title: 'a zip for S3 with a bucket',
    facts: built({ zipSize: DIRECT_UPLOAD_LIMIT + 1 }),
    target: { hasArtifactBucket: true },
    expected: 'update: code differs',
  },
  {
    title: 'a function that is not deployable here',
    facts: { artifact: { kind: 'undeployable', reason: failure }, deployed: { kind: 'not-read' } },
    expected: 'skip: not deployable here: No.',
  },
];

function decision({ deployed, facts, target }: Case): string {
  const action = planFunction({ ...sampleFacts({ function: deployed ?? {} }), ...facts }, sampleTarget(target));
  if (action.kind === 'update' || action.kind === 'skip') return `${action.kind}: ${action.reason}`;
  return action.kind === 'refuse' ? action.failure.code.replace('NXL-PLAN-', '') : action.failure.code;
}

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

describe('functions that don’t fit their artifact are refused', () => {
  it.each(misfits)('$title', (given) => {
    expect(decision(given)).toBe(given.expected);
  });
});

describe('planning fails where', () => {
  it.each(failures)('$title', (given) => {
    expect(decision(given)).toBe(given.expected);
  });
});

describe('what the guards let pass', () => {
  it.each(allowed)('$title', (given) => {
    expect(decision(given)).toBe(given.expected);
  });
});

describe('--function', () => {
  it.each([
    ['ApiFunction', 'update'],
    ['Api*', 'update'],
    ['{Api,Worker}Function', 'update'],
    ['Worker*', 'skip'],
    ['api*', 'skip'],
  ])('%s decides: %s', (pattern, kind) => {
    expect(planFunction(sampleFacts(), sampleTarget(), pattern).kind).toBe(kind);
  });

  it('selects a function of a nested stack by the last part of its logical id', () => {
    const facts = sampleFacts({ logicalId: 'Child/ApiFunction' });
    expect(planFunction(facts, sampleTarget(), 'Api*').kind).toBe('update');
    expect(planFunction(facts, sampleTarget(), 'Child/*').kind).toBe('update');
  });
});

it('an update carries what is deployed, what will be, and the way to upload it', () => {
  expect(planFunction(sampleFacts(), sampleTarget())).toMatchObject({
    kind: 'update',
    physicalName: 'orders-anna-api',
    deployed: { codeSha256: OLD_CODE, revisionId: 'revision-1' },
    codeSha256: NEW_CODE,
    zipSize: 2000,
    upload: 'direct',
  });
});
