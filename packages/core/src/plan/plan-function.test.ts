import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import type { FunctionTags } from './deployed-function.ts';
import type { FunctionFacts } from './plan-facts.ts';
import { planFunction } from './plan-function.ts';
import { type Case, decision } from './sample-decision.ts';
import { NEW_CODE, OLD_CODE, sampleFacts, sampleManifest, sampleTags, sampleTarget } from './sample-facts.ts';
import { STACK_NAME_TAG } from './stack-owner.ts';
import { DIRECT_UPLOAD_LIMIT } from './upload-route.ts';

const tags = (change: Record<string, string>): FunctionTags => ({ kind: 'read', tags: { ...sampleTags, ...change } });
const onlyTags = (read: Record<string, string>): FunctionTags => ({ kind: 'read', tags: read });
const built = (change: Parameters<typeof sampleManifest>[0]): Partial<FunctionFacts> => ({
  artifact: { kind: 'built', manifest: sampleManifest(change) },
});
const failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'No.', advice: 'Ask.' } as const;

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

it('a function that the stack lacks because of its condition is skipped, but not where the whole stack is missing', () => {
  const missing = sampleFacts({ deployed: { kind: 'missing' } });
  expect(planFunction({ ...missing, condition: 'IsProduction' }, sampleTarget())).toMatchObject({
    kind: 'skip',
    reason: 'not in this environment (condition IsProduction)',
  });
  const noStack = sampleFacts({ deployed: { kind: 'no-stack', stackName: 'orders-anna' } });
  expect(planFunction({ ...noStack, condition: 'IsProduction' }, sampleTarget()).kind).toBe('refuse');
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
