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
