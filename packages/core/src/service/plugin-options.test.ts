import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, OPTIONS_SCHEMA, parsePluginOptions } from './plugin-options.ts';

function problems(raw: unknown): readonly string[] {
  const result = parsePluginOptions(raw);
  return result.ok ? [] : result.failures.map(({ message, advice }) => `${message} ${advice}`);
}

describe('the options of the plugin', () => {
  it('have defaults, whole and part by part', () => {
    expect(parsePluginOptions(undefined)).toEqual({ ok: true, value: DEFAULT_OPTIONS });
    expect(parsePluginOptions({ concurrency: 2, targetNames: { build: 'bundle' } })).toEqual({
      ok: true,
      value: {
        ...DEFAULT_OPTIONS,
        concurrency: 2,
        targetNames: { ...DEFAULT_OPTIONS.targetNames, build: 'bundle' },
      },
    });
  });

  it('take every option that there is, and describe each', () => {
    const all = { ...DEFAULT_OPTIONS, region: 'eu-central-1', artifactBucket: 'b', accounts: ['123456789012'] };
    expect(parsePluginOptions(all)).toEqual({ ok: true, value: all });
    expect(Object.keys(OPTIONS_SCHEMA.properties ?? {}).sort()).toEqual(Object.keys(all).sort());
  });

  it('take accounts as a map too, whose ids are then the only ones allowed', () => {
    const dev = { accountId: '111111111111', profile: 'dev', region: 'eu-central-1' };
    const ci = { accountId: '111111111111', roleArn: 'arn:aws:iam::111111111111:role/ci' };
    const parsed = parsePluginOptions({ accounts: { 'pr-*': ci, '*': dev } });
    expect(parsed).toEqual({
      ok: true,
      value: {
        ...DEFAULT_OPTIONS,
        accounts: ['111111111111'],
        accountEntries: [
          { pattern: 'pr-*', ...ci },
          { pattern: '*', ...dev },
        ],
      },
    });
    expect(parsePluginOptions({ accounts: {} })).toEqual({ ok: true, value: DEFAULT_OPTIONS });
  });

  it('refuse entries of accounts that lead nowhere', () => {
    const roleArn = 'arn:aws:iam::222222222222:role/ci';
    expect(problems({ accounts: { a: { profile: 'x' }, b: { accountId: '1', roleArn: 'ci' }, c: 'dev' } })).toEqual([
      expect.stringContaining('`accounts.a.accountId` is missing'),
      expect.stringContaining('`accounts.b.accountId` must be an account id'),
      expect.stringContaining('`accounts.b.roleArn` must be the ARN of a role'),
      expect.stringContaining('`accounts.c` must be an object'),
    ]);
    expect(problems({ accounts: { a: { accountId: '111111111111', roleArn } } })).toEqual([
      expect.stringContaining('has a role of another account'),
    ]);
  });

  it('tell all problems at once, with what may be meant', () => {
    const raw = { stackname: 'x', accounts: [123], concurrency: 0, region: 'Frankfurt', targetNames: { biuld: 'b' } };
    expect(problems(raw)).toEqual([
      expect.stringContaining('Did you mean `stackName`?'),
      expect.stringContaining('`accounts[0]` must be an account id of 12 digits'),
      expect.stringContaining('`concurrency` must be a whole number, 1 to 256'),
      expect.stringContaining('`region` must be a region such as "eu-central-1"'),
      expect.stringContaining('Did you mean `build`?'),
    ]);
  });

  it.each([
    ['a list', []],
    ['a text', 'x'],
    ['an output path outside of the workspace', { outputPath: '../dist' }],
    ['an absolute output path', { outputPath: '/dist' }],
    ['one name for two targets', { targetNames: { build: 'x', deployFeature: 'x' } }],
    ['an empty text', { environment: '' }],
  ])('refuse %s', (_, raw) => {
    expect(problems(raw)).toHaveLength(1);
  });
});

it('feature environments end their operations early, and are wanted for two weeks, unless they say otherwise', () => {
  expect(parsePluginOptions({})).toMatchObject({ ok: true, value: { stackMode: 'express', expires: '14d' } });
  expect(parsePluginOptions({ stackMode: 'standard', expires: 'never' })).toMatchObject({
    ok: true,
    value: { stackMode: 'standard', expires: 'never' },
  });
  expect(parsePluginOptions({ stackMode: 'quick' }).ok).toBe(false);
});
