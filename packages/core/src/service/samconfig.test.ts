import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterOverrides, readSamConfig } from './samconfig.ts';

describe('parameter_overrides', () => {
  it.each([
    ['A=1 B=2', { A: '1', B: '2' }],
    ['A="x y" B=\'z w\'', { A: 'x y', B: 'z w' }],
    ['"A=x y"', { A: 'x y' }],
    ['A= B=a=b', { A: '', B: 'a=b' }],
    ['ParameterKey=A,ParameterValue=1,2', { A: '1,2' }],
    [['A=1 B=2', 'C=x y'], { A: '1', B: '2', C: 'x y' }],
    [
      { A: 1, B: true, C: ['no'] },
      { A: '1', B: 'true' },
    ],
    [7, {}],
    ['nothing', {}],
  ])('%j are understood', (written, parameters) => {
    expect(parameterOverrides(written)).toEqual(parameters);
  });

  it('give back any value that was quoted', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
        expect(parameterOverrides(`A="${quoted}"`)).toEqual({ A: value });
      }),
    );
  });
});

describe('samconfig.toml', () => {
  it('prefers the command over what holds for all commands', () => {
    const value = {
      default: { global: { parameters: { stack_name: 'all' } }, deploy: { parameters: { stack_name: 'own' } } },
    };
    expect(readSamConfig('samconfig.toml', value).stackName).toBe('own');
  });

  it.each([undefined, null, 'x', { default: 1 }, { default: { deploy: { parameters: { stack_name: 1 } } } }])(
    'says nothing as %j',
    (value) => {
      expect(readSamConfig('samconfig.toml', value)).toEqual({ parameters: new Map() });
    },
  );
});
