import { DEFAULT_OPTIONS } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { accountProject } from './account-project.ts';

test('the project and its targets are called as the options say, and by default as documented', () => {
  const { accountProject: name, targetNames } = DEFAULT_OPTIONS;
  const { listFeatures, sweepFeatures, bootstrapFeature } = targetNames;
  for (const options of [undefined, {}, { accountProject: name, targetNames }]) {
    const project = accountProject(options);
    expect(project.name).toBe(name);
    expect(Object.keys(project.targets ?? {})).toEqual([listFeatures, sweepFeatures, bootstrapFeature]);
  }
  const own = accountProject({ accountProject: 'clouds', targetNames: { listFeatures: 'list' } });
  expect(own.name).toBe('clouds');
  expect(Object.keys(own.targets ?? {})[0]).toBe('list');
});
