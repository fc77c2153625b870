import { describe, expect, it } from 'vitest';
import { NEW_CODE, OLD_CODE, OTHER_CODE, sampleFacts, sampleManifest, sampleTarget } from '../plan/sample-facts.ts';
import { type FunctionStatus, functionStatus } from './function-status.ts';
import { foundLayer, type LayerStatus } from './layer-status.ts';
import { countStatuses } from './status-report.ts';

const record = {
  schema: 1,
  accountId: '111122223333',
  region: 'eu-central-1',
  environment: 'anna',
  service: 'orders',
  logicalId: 'ApiFunction',
  physicalName: 'orders-anna-api',
  manifest: sampleManifest({ codeSha256: OLD_CODE }),
  commit: 'c0ffee',
} as const;

function statusOf(change: Parameters<typeof sampleFacts>[0], recorded?: typeof record): FunctionStatus {
  return functionStatus(sampleFacts(change), recorded, sampleTarget());
}

describe('the status of a function', () => {
  it('tells what is deployed, in which state, and that other code is built here', () => {
    expect(statusOf({})).toEqual({
      service: 'orders',
      logicalId: 'ApiFunction',
      physicalName: 'orders-anna-api',
      kind: 'deployed',
      codeSha256: OLD_CODE,
      codeSize: 1000,
      origin: 'unknown',
      lastModified: '2026-11-20T08:00:00.000+0000',
      state: 'Active',
      lastUpdateStatus: 'Successful',
      drift: 'differs',
      builtCodeSha256: NEW_CODE,
    });
  });

  it.each([
    ['recorded and deployed', OLD_CODE, record, { origin: 'ours', commit: 'c0ffee' }],
    ['deployed over what is recorded', OTHER_CODE, record, { origin: 'other' }],
    ['built here and deployed by another machine', NEW_CODE, undefined, { origin: 'ours', drift: 'same' }],
    ['of an unknown machine', OTHER_CODE, undefined, { origin: 'unknown' }],
  ])('names the origin of code that is %s', (_, codeSha256, recorded, expected) => {
    const status = statusOf({ function: { codeSha256 } }, recorded);
    expect(status).toMatchObject(expected);
    expect('commit' in status).toBe('commit' in expected);
  });

  it('differs where a layer that is built here has other content, whatever can not be compared', () => {
    const same = sampleFacts({ function: { codeSha256: NEW_CODE } });
    const driftWith = (...layers: readonly LayerStatus[]) => {
      const status = functionStatus(same, undefined, sampleTarget(), layers);
      return status.kind === 'deployed' ? status.drift : status.kind;
    };
    const arn = 'arn:aws:lambda:eu-central-1:111122223333:layer:deps:3';
    expect(driftWith(foundLayer('Deps', arn, 'a', 'a'))).toBe('same');
    expect(driftWith(foundLayer('Deps', arn, 'a', 'a'), foundLayer('More', arn, 'a', 'b'))).toBe('differs');
    expect(driftWith(foundLayer('Deps', arn, 'a', undefined))).toBe('differs');
    expect(driftWith(foundLayer('Deps', arn, undefined, undefined))).toBe('same');
    expect(driftWith({ kind: 'missing', logicalId: 'Deps' })).toBe('same');
  });

  it('needs no artifact, and none that can be used', () => {
    expect(statusOf({ artifact: { kind: 'missing' } }, record)).toMatchObject({ drift: 'not-built', origin: 'ours' });
    const failure = { code: 'NXL-PACKAGE-MANIFEST', message: 'm', advice: 'a' } as const;
    expect(statusOf({ artifact: { kind: 'failed', failures: [failure] } })).toMatchObject({ drift: 'not-built' });
  });

  it('says why a deployment would not write to it, built or not', () => {
    const untagged = { function: { tags: { kind: 'read', tags: {} } } } as const;
    expect(statusOf(untagged)).toMatchObject({ kind: 'deployed', refusal: { code: 'NXL-PLAN-NOT-FEATURE' } });
    expect(statusOf({ ...untagged, artifact: { kind: 'missing' } })).toMatchObject({
      refusal: { code: 'NXL-PLAN-NOT-FEATURE' },
    });
  });

  it('says that a missing function may be one that its condition leaves out', () => {
    const missing = { deployed: { kind: 'missing' }, condition: 'IsProduction' } as const;
    expect(statusOf(missing)).toMatchObject({
      kind: 'missing',
      failure: { advice: expect.stringContaining('where its condition IsProduction does not hold in anna') },
    });
    const noStack = { ...missing, deployed: { kind: 'no-stack', stackName: 'orders-anna' } } as const;
    expect(JSON.stringify(statusOf(noStack))).not.toContain('IsProduction');
  });

  it('gives the reason where nothing was seen', () => {
    const failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'm', advice: 'a' } as const;
    expect(statusOf({ deployed: { kind: 'missing', physicalName: 'n' } })).toMatchObject({
      kind: 'missing',
      physicalName: 'n',
      failure: { code: 'NXL-PLAN-FUNCTION-MISSING' },
    });
    expect(
      statusOf({ deployed: { kind: 'no-stack', stackName: 'orders-anna' }, artifact: { kind: 'missing' } }),
    ).toMatchObject({ kind: 'missing', failure: { code: 'NXL-PLAN-NO-STACK' } });
    expect(statusOf({ deployed: { kind: 'unreadable', failure } })).toMatchObject({ kind: 'unreadable', failure });
    expect(
      statusOf({ deployed: { kind: 'not-read' }, artifact: { kind: 'undeployable', reason: failure } }),
    ).toMatchObject({ kind: 'undeployable', failure });
  });
});

it('counts every function once', () => {
  const failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'm', advice: 'a' } as const;
  const all = [
    statusOf({}),
    statusOf({ function: { codeSha256: NEW_CODE } }),
    statusOf({ artifact: { kind: 'missing' } }),
    statusOf({ deployed: { kind: 'missing' } }),
    statusOf({ deployed: { kind: 'unreadable', failure } }),
    statusOf({ artifact: { kind: 'undeployable', reason: failure } }),
  ];
  expect(countStatuses(all)).toEqual({
    same: 1,
    differs: 1,
    notBuilt: 1,
    missing: 1,
    undeployable: 1,
    unreadable: 1,
  });
});
