import { describe, expect, it } from 'vitest';
import { type EnvironmentFacts, resolveEnvironment } from './resolve-environment.ts';

const laptop: EnvironmentFacts = { option: '{user}', user: 'anna', branch: 'main', env: () => undefined, ci: false };

function nameOf(facts: Partial<EnvironmentFacts>): string {
  const result = resolveEnvironment({ ...laptop, ...facts });
  return result.ok ? result.value.name : result.failures[0].code;
}

describe('resolveEnvironment', () => {
  it('takes --environment before everything else', () => {
    expect(resolveEnvironment({ ...laptop, flag: 'Review 1', featureEnv: 'pr-7' })).toEqual({
      ok: true,
      value: { name: 'review-1', origin: '--environment' },
    });
  });

  it.each<[string, Partial<EnvironmentFacts>, string]>([
    ['FEATURE_ENV goes before the option', { featureEnv: 'pr-7' }, 'pr-7'],
    ['an empty FEATURE_ENV counts as absent', { featureEnv: ' ' }, 'anna'],
    ['the option is expanded', { option: 'dev-{user}' }, 'dev-anna'],
    ['a branch is slugged', { option: '{branch}', branch: 'feature/X_1' }, 'feature-x-1'],
    ['a variable is used', { option: 't-{env.TEAM}', env: (name) => (name === 'TEAM' ? 'Red' : undefined) }, 't-red'],
    ['a fixed option is taken in CI', { option: 'shared', ci: true }, 'shared'],
    ['a branch is taken in CI', { option: '{branch}', ci: true }, 'main'],
    ['FEATURE_ENV is taken in CI', { featureEnv: 'pr-7', ci: true }, 'pr-7'],
    ['the flag is taken in CI', { flag: 'pr-8', ci: true }, 'pr-8'],
  ])('%s', (_, facts, name) => {
    expect(nameOf(facts)).toBe(name);
  });

  it.each<[string, Partial<EnvironmentFacts>, string]>([
    ['no guess in CI', { ci: true }, 'NXL-ENVIRONMENT-CI'],
    ['no user name in CI even beside something else', { option: '{branch}-{user}', ci: true }, 'NXL-ENVIRONMENT-CI'],
    ['an empty flag', { flag: '' }, 'NXL-ENVIRONMENT-NAME'],
    ['`pr-` without its number', { featureEnv: 'pr-' }, 'NXL-ENVIRONMENT-INCOMPLETE'],
    ['a name that begins with a digit', { flag: '7up' }, 'NXL-ENVIRONMENT-NAME'],
    ['a name with nothing usable in it', { flag: '日本' }, 'NXL-ENVIRONMENT-NAME'],
    ['a detached HEAD', { option: '{branch}', branch: '' }, 'NXL-ENVIRONMENT-UNKNOWN'],
    ['a variable that is not set', { option: 'x-{env.TEAM}' }, 'NXL-ENVIRONMENT-UNKNOWN'],
    ['an unknown placeholder', { option: '{team}' }, 'NXL-ENVIRONMENT-PLACEHOLDER'],
  ])('is a failure: %s', (_, facts, code) => {
    expect(nameOf(facts)).toBe(code);
  });

  it('says in CI how to give a name', () => {
    const result = resolveEnvironment({ ...laptop, ci: true });
    expect(!result.ok && result.failures[0].advice).toContain('FEATURE_ENV=');
  });
});
