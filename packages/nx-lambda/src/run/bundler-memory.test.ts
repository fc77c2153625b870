import { describe, expect, it } from 'vitest';
import { goSettings, startWithMemory } from './bundler-memory.ts';

describe("the memory of esbuild's process", () => {
  it('may grow to a quarter of what there is before garbage is collected more often', () => {
    expect(goSettings({ PATH: '/bin' }, 8 * 2 ** 30)).toEqual({ GOGC: '400', GOMEMLIMIT: '2048MiB' });
  });

  it.each(['GOGC', 'GOMEMLIMIT'])("is left to the user's own %s", (name) => {
    const environment = { [name]: '1' };
    expect(startWithMemory(() => ({ ...environment }), environment)).toEqual({ [name]: '1' });
    expect(environment).toEqual({ [name]: '1' });
  });

  it('is told in the environment while the process starts, and to nothing after it', () => {
    const environment: Record<string, string | undefined> = { PATH: '/bin' };
    expect(startWithMemory(() => ({ ...environment }), environment)).toMatchObject({ PATH: '/bin', GOGC: '400' });
    expect(environment).toEqual({ PATH: '/bin' });
  });

  it('leaves nothing in the environment when the process does not start', () => {
    const environment: Record<string, string | undefined> = {};
    const start = () => {
      throw new Error('no such program');
    };
    expect(() => startWithMemory(start, environment)).toThrow('no such program');
    expect(environment).toEqual({});
  });
});
