import { describe, expect, it } from 'vitest';
import { asksWhyOfBuild } from './why-run.ts';

describe('whether --why is asked of builds', () => {
  it.each([
    ['run orders:build --why', true],
    ['build orders --why', true],
    ['run-many -t build --why=true', true],
    ['run-many --targets=lint,build --why', true],
    ['run orders:build', false],
    ['run orders:build --why=false', false],
    ['run orders:build --why --no-why', false],
    ['run orders:deploy-feature --why', false],
    ['run orders:build --whyever', false],
  ])('nx %s: %s', (command, expected) => {
    expect(asksWhyOfBuild(['node', 'nx', ...command.split(' ')], 'build')).toBe(expected);
  });
});
