import { describe, expect, it } from 'vitest';
import type { AliasFacts, AliasState } from './deployed-alias.ts';
import { planFunction } from './plan-function.ts';
import { NEW_CODE, OLD_CODE, sampleFacts, sampleTarget } from './sample-facts.ts';

function found(version: string, codeSha256: string, weights: Record<string, number> = {}): AliasState {
  return { kind: 'found', version, codeSha256, alias: { name: 'live', version, revisionId: 'r', weights } };
}

function live(state: AliasState, change: Partial<AliasFacts> = {}): AliasFacts {
  return { name: 'live', assumed: [], gradual: false, state, ...change };
}

function planned(aliases: readonly AliasFacts[], codeSha256 = NEW_CODE) {
  return planFunction({ ...sampleFacts({ function: { codeSha256 } }), aliases }, sampleTarget());
}

describe('a function with an alias', () => {
  it('is skipped where $LATEST and the version behind the alias have the built code', () => {
    const state = { kind: 'found', version: '7', codeSha256: NEW_CODE } as const;
    expect(planned([live(state)])).toMatchObject({ kind: 'skip', reason: 'same code' });
  });

  it('is updated and published where both have other code', () => {
    expect(planned([live(found('6', OLD_CODE))], OLD_CODE)).toMatchObject({
      kind: 'update',
      reason: 'code differs',
      upload: 'direct',
      publish: {
        reason: 'alias live from version 6 to a new version',
        moves: [{ alias: 'live', fromVersion: '6', fromCodeSha256: OLD_CODE, revisionId: 'r' }],
      },
    });
  });

  it('is only published where $LATEST has the code already and the alias leads to other code', () => {
    const action = planned([live(found('6', OLD_CODE))]);
    expect(action).toMatchObject({ kind: 'update', upload: 'none', publish: { moves: [{ fromVersion: '6' }] } });
    expect(action).toMatchObject({ reason: 'alias live from version 6 to a new version' });
  });

  it('is updated alone where the alias leads to $LATEST or to a version of the built code', () => {
    const latest = planned([live({ kind: 'found', version: '$LATEST', codeSha256: OLD_CODE })], OLD_CODE);
    expect(latest).toMatchObject({ kind: 'update', upload: 'direct' });
    expect(latest).not.toHaveProperty('publish');
    expect(planned([live(found('7', NEW_CODE))], OLD_CODE)).not.toHaveProperty('publish');
  });

  it('is left alone where the alias is not there, for nobody would see the new code', () => {
    const action = planned([live({ kind: 'missing' }, { assumed: ['Stage'] })], OLD_CODE);
    expect(action).toMatchObject({ kind: 'refuse', failure: { code: 'NXL-PLAN-ALIAS-MISSING' } });
    expect(action).toMatchObject({ failure: { advice: expect.stringContaining('parameter Stage in samconfig.toml') } });
  });

  it("is updated alone where the alias's condition does not hold", () => {
    const action = planned([live({ kind: 'missing' }, { condition: 'IsProd' })], OLD_CODE);
    expect(action).toMatchObject({ kind: 'update' });
    expect(action).not.toHaveProperty('publish');
  });

  it('is left alone while somebody shifts traffic, even where the main version has the code', () => {
    const action = planned([live(found('6', NEW_CODE, { '5': 0.1 }))]);
    expect(action).toMatchObject({ kind: 'refuse', failure: { code: 'NXL-PLAN-ALIAS-WEIGHTS' } });
    expect(action).toMatchObject({ failure: { message: expect.stringContaining('10 % to version 5') } });
  });

  it('says in the plan that a gradual deployment is not waited for', () => {
    const action = planned([live(found('6', OLD_CODE), { gradual: true })]);
    expect(action).toMatchObject({ reason: expect.stringContaining('at once, without CodeDeploy') });
  });

  it('fails where the alias can not be read, and moves each of several aliases that is behind', () => {
    const failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'No.', advice: 'None.' } as const;
    expect(planned([live({ kind: 'unreadable', failure })])).toMatchObject({ kind: 'fail', failure });
    const two = [live(found('6', OLD_CODE)), live(found('7', NEW_CODE), { name: 'canary' })];
    expect(planned(two)).toMatchObject({ publish: { moves: [{ alias: 'live' }] } });
  });

  it('stays behind its guards: an alias makes no function one of the environment', () => {
    const facts = sampleFacts({ function: { codeSha256: NEW_CODE, tags: { kind: 'read', tags: {} } } });
    const action = planFunction({ ...facts, aliases: [live(found('6', OLD_CODE))] }, sampleTarget());
    expect(action).toMatchObject({ kind: 'refuse', failure: { code: 'NXL-PLAN-NOT-FEATURE' } });
  });
});
