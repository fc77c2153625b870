import { expect, it } from 'vitest';
import { planDeployment } from './plan-deployment.ts';
import type { DeploymentFacts } from './plan-facts.ts';
import { NEW_CODE, sampleFacts, sampleTarget } from './sample-facts.ts';

function planOf(change: Partial<DeploymentFacts>) {
  return planDeployment({ target: sampleTarget(), functions: [sampleFacts()], notCompared: 0, ...change });
}

it('shows environment, account, region and how many functions were not compared', () => {
  expect(planOf({ notCompared: 4 })).toMatchObject({
    environment: 'anna',
    accountId: '111122223333',
    region: 'eu-central-1',
    notCompared: 4,
    notices: [],
  });
});

it('keeps the order of the facts', () => {
  const functions = [
    sampleFacts({ function: { codeSha256: NEW_CODE } }),
    sampleFacts({ artifact: { kind: 'missing' } }),
  ];
  expect(planOf({ functions }).actions.map((action) => action.kind)).toEqual(['skip', 'fail']);
});

it('refuses two functions that stand for one in the cloud', () => {
  const functions = [sampleFacts(), sampleFacts({ service: 'payments' })];
  const { actions } = planOf({ functions });
  expect(actions.map((action) => action.kind === 'refuse' && action.failure.code)).toEqual([
    'NXL-PLAN-SHARED-FUNCTION',
    'NXL-PLAN-SHARED-FUNCTION',
  ]);
});

it('notes that an update goes to another version of the runtime', () => {
  const { notices } = planOf({ functions: [sampleFacts({ function: { runtime: 'nodejs20.x' } })] });
  expect(notices.map((notice) => notice.code)).toEqual(['NXL-PLAN-RUNTIME-VERSION']);
});

it('notes that --function matched nothing, with examples', () => {
  const { notices, actions } = planOf({ functionPattern: 'Wroker*' });
  expect(actions.map((action) => action.kind)).toEqual(['skip']);
  expect(notices[0]?.code).toBe('NXL-OPTION-FUNCTION');
  expect(notices[0]?.advice).toContain('ApiFunction');
});

it('notes nothing when --function matched one function', () => {
  expect(planOf({ functionPattern: 'Api*' }).notices).toEqual([]);
});
