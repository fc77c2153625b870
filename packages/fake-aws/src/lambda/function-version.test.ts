import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Change, type Deployed, type FunctionVersion, serving, settle } from './function-version.ts';

const deployed = (id: string): Deployed => ({
  id,
  code: { zip: new Uint8Array(), codeSha256: id },
  settings: {
    packageType: 'Zip',
    role: 'role',
    description: '',
    timeout: 3,
    memorySize: 128,
    layers: [],
    architectures: ['arm64'],
    ephemeralStorage: 512,
    tracingMode: 'PassThrough',
    logFormat: 'Text',
    logGroup: '/aws/lambda/f',
  },
});

function updating(change: Partial<Change> = {}): FunctionVersion {
  return {
    version: '$LATEST',
    deployed: deployed('new'),
    revisionId: 'accepted',
    lastModified: 0,
    change: { kind: 'update', settlesAt: 1000, revisionIdAfter: 'settled', before: deployed('old'), ...change },
  };
}

test('a change settles at its time and not before, and once', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2000 }), (now) => {
      const after = settle(updating(), now);
      expect(after.revisionId).toBe(now >= 1000 ? 'settled' : 'accepted');
      expect(after.change === undefined).toBe(now >= 1000);
      expect(settle(after, now)).toBe(after);
    }),
  );
});

test('while an update is in progress the code from before serves invocations', () => {
  expect(serving(updating())?.id).toBe('old');
  expect(serving(settle(updating(), 1000))?.id).toBe('new');
});

test('a function that is being created serves nothing', () => {
  const pending: FunctionVersion = {
    ...updating(),
    change: { kind: 'create', settlesAt: 1000, revisionIdAfter: 'settled' },
  };
  expect(serving(pending)).toBeUndefined();
});

test('an update that fails leaves the code and settings from before in force and says why', () => {
  const failure = { reason: 'no', reasonCode: 'InternalError' };
  const after = settle(updating({ failure }), 1000);
  expect(after).toMatchObject({ failure, revisionId: 'settled' });
  expect(serving(after)?.id).toBe('old');
});
