import { expect, it } from 'vitest';
import type { DeploymentRecord } from './deployment-record.ts';
import { explainFunction } from './explain.ts';
import { planFunction } from './plan-function.ts';
import { NEW_CODE, OLD_CODE, OTHER_CODE, sampleFacts, sampleManifest, sampleTarget } from './sample-facts.ts';

function explain(facts: ReturnType<typeof sampleFacts>, record?: DeploymentRecord) {
  return explainFunction(facts, planFunction(facts, sampleTarget()), record);
}

function recordOf(manifest: DeploymentRecord['manifest']): DeploymentRecord {
  const place = { accountId: '111122223333', region: 'eu-central-1', environment: 'anna' };
  return {
    schema: 1,
    ...place,
    service: 'orders',
    logicalId: 'ApiFunction',
    physicalName: 'orders-anna-api',
    manifest,
  };
}

it('names what changed since the deployed code was deployed from here', () => {
  const before = sampleManifest({ codeSha256: OLD_CODE, inputs: [{ path: 'libs/money/src/sum.ts', sha256: 'bb' }] });
  expect(explain(sampleFacts(), recordOf(before))).toMatchObject({
    decision: 'update',
    reason: 'code differs',
    deployedCodeSha256: OLD_CODE,
    builtCodeSha256: NEW_CODE,
    deployedAt: '2026-11-20T08:00:00.000+0000',
    changes: {
      kind: 'known',
      changes: [
        { kind: 'input-removed', path: 'libs/money/src/sum.ts' },
        { kind: 'input-added', path: 'services/orders/src/app.ts' },
      ],
    },
  });
});

it('says that someone else deployed since', () => {
  const record = recordOf(sampleManifest({ codeSha256: OTHER_CODE }));
  expect(explain(sampleFacts(), record).changes).toEqual({ kind: 'deployed-elsewhere' });
});

it('says that nothing is recorded', () => {
  expect(explain(sampleFacts()).changes).toEqual({ kind: 'not-recorded' });
});

it('says so too of code that a rollback brought back and that was not built here', () => {
  const manifest = sampleManifest({ codeSha256: OLD_CODE, inputs: [], packages: [], tools: {} });
  expect(explain(sampleFacts(), recordOf(manifest)).changes).toEqual({ kind: 'not-recorded' });
});

it('has no changes to tell of the same code', () => {
  const explanation = explain(sampleFacts({ function: { codeSha256: NEW_CODE } }));
  expect(explanation).toMatchObject({ decision: 'skip', reason: 'same code' });
  expect(explanation).not.toHaveProperty('changes');
});

it('gives the code of a refusal', () => {
  const explanation = explain(sampleFacts({ function: { tags: { kind: 'read', tags: {} } } }));
  expect(explanation).toMatchObject({ decision: 'refuse', code: 'NXL-PLAN-NOT-FEATURE' });
});
