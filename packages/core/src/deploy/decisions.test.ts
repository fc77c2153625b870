import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEW_CODE, OLD_CODE, OTHER_CODE, sampleDeployed } from '../plan/sample-facts.ts';
import { judgeChange } from './change-since.ts';
import { objectKey } from './object-key.ts';
import { learnUpdateTime, pollDelay, settleDelay, USUAL_UPDATE_TIME } from './polling.ts';
import { judgeSettling } from './settling.ts';

describe('judgeSettling', () => {
  const sent = { codeSha256: NEW_CODE, previousCodeSha256: OLD_CODE };
  const judge = (now: Parameters<typeof sampleDeployed>[0] | undefined) => {
    const settling = judgeSettling(sent, now && sampleDeployed(now), 'orders-anna-api');
    return settling.kind === 'failed' ? settling.failure : settling.kind;
  };

  it('is settled only when Successful with our code', () => {
    expect(judge({ codeSha256: NEW_CODE })).toBe('settled');
    expect(judge({ codeSha256: NEW_CODE, lastUpdateStatus: 'InProgress' })).toBe('waiting');
    expect(judge({ codeSha256: NEW_CODE, state: 'Pending' })).toBe('waiting');
  });

  it('waits while the accepted update does not show yet', () => {
    expect(judge({ codeSha256: OLD_CODE })).toBe('waiting');
  });

  it('passes on why an update failed, and what helps', () => {
    const failed = {
      codeSha256: NEW_CODE,
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReason: 'The subnet is full',
      lastUpdateStatusReasonCode: 'SubnetOutOfIPAddresses',
    };
    expect(judge(failed)).toMatchObject({
      code: 'NXL-DEPLOY-UPDATE-FAILED',
      message: expect.stringContaining('The subnet is full (SubnetOutOfIPAddresses)'),
      advice: expect.stringContaining('subnets'),
    });
  });

  it('tells that other code came over ours, and when', () => {
    expect(judge({ codeSha256: OTHER_CODE, lastModified: '2026-11-22T09:00:00Z' })).toMatchObject({
      code: 'NXL-DEPLOY-OVERWRITTEN',
      message: expect.stringContaining('2026-11-22T09:00:00Z'),
    });
  });

  it('tells that the function is gone', () => {
    expect(judge(undefined)).toMatchObject({ code: 'NXL-DEPLOY-VANISHED' });
  });
});

describe('judgeChange', () => {
  it('writes over other code by force', () => {
    expect(judgeChange(sampleDeployed(), NEW_CODE, sampleDeployed({ codeSha256: OTHER_CODE }), true)).toEqual({
      kind: 'write',
    });
  });

  const planned = sampleDeployed();
  const judge = (now: Parameters<typeof sampleDeployed>[0]) => judgeChange(planned, NEW_CODE, sampleDeployed(now));

  it('writes when only the configuration changed', () => {
    expect(judge({ revisionId: 'revision-2' })).toEqual({ kind: 'write' });
  });

  it('has nothing to do when the code is ours already', () => {
    expect(judge({ codeSha256: NEW_CODE })).toEqual({ kind: 'ours' });
  });

  it('writes again when the update to our code failed', () => {
    expect(judge({ codeSha256: NEW_CODE, lastUpdateStatus: 'Failed' })).toEqual({ kind: 'write' });
  });

  it('waits for an update under way, whatever its code', () => {
    expect(judge({ codeSha256: OTHER_CODE, lastUpdateStatus: 'InProgress' })).toEqual({ kind: 'wait' });
  });

  it('leaves other code alone and tells when it came', () => {
    expect(judge({ codeSha256: OTHER_CODE, lastModified: '2026-11-22T09:00:00Z' })).toMatchObject({
      kind: 'conflict',
      failure: { code: 'NXL-DEPLOY-CONFLICT', message: expect.stringContaining('2026-11-22T09:00:00Z') },
    });
  });
});

it('looks often at first and never more seldom than every five seconds', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1000 }), (looks) => {
      expect(pollDelay(looks)).toBeGreaterThanOrEqual(250);
      expect(pollDelay(looks)).toBeLessThanOrEqual(5000);
      expect(pollDelay(looks + 1)).toBeGreaterThanOrEqual(pollDelay(looks));
    }),
  );
});

it('looks for the first time when updates usually are over, and learns when that is', () => {
  const pace = { updateTime: USUAL_UPDATE_TIME, functions: 300 };
  expect(settleDelay(0, pace, false)).toBe(1000);
  expect(settleDelay(0, pace, true)).toBe(5000);
  expect(learnUpdateTime(1000, 3, 3000)).toBe(2000);
  let expected = 1000;
  for (let update = 0; update < 200; update++) expected = learnUpdateTime(expected, 1, expected);
  expect(expected).toBe(250);
});

it('looks early where the run is small, but not at a function that was idle', () => {
  const pace = { updateTime: USUAL_UPDATE_TIME, functions: 50 };
  expect([0, 1, 2, 3].map((looks) => settleDelay(looks, pace, false))).toEqual([40, 60, 150, 250]);
  expect(settleDelay(0, pace, true)).toBe(5000);
  expect(settleDelay(1, pace, true)).toBe(250);
});

it('looks closely where somebody waits for a function or two, for as long as most updates take', () => {
  const pace = { updateTime: USUAL_UPDATE_TIME, functions: 3 };
  const delays = Array.from({ length: 30 }, (_, looks) => settleDelay(looks, pace, false));
  expect(delays.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 100));
  expect(delays.slice(15)).toEqual(Array.from({ length: 15 }, (_, looks) => pollDelay(looks)));
  expect(settleDelay(0, pace, true)).toBe(5000);
});

it('names an object by the hex digest of its content', () => {
  const codeSha256 = Buffer.from('00ff'.repeat(16), 'hex').toString('base64');
  expect(objectKey('nx-lambda/', codeSha256)).toBe(`nx-lambda/${'00ff'.repeat(16)}.zip`);
  expect(objectKey('', codeSha256)).toBe(`${'00ff'.repeat(16)}.zip`);
});
