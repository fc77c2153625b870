import type { TargetConfiguration } from '@nx/devkit';
import { expect, it } from 'vitest';
import { needsOf } from './known-project.ts';

const BUILD: TargetConfiguration = { executor: 'nx-lambda:build' };

function needs(dependsOn: TargetConfiguration['dependsOn'], build: TargetConfiguration | undefined = BUILD) {
  const targets = { deploy: { ...(dependsOn && { dependsOn }) }, ...(build && { build }) };
  return needsOf({ name: 'orders', root: 'services/orders', targets }, 'deploy', 'build');
}

it.each<[string, TargetConfiguration['dependsOn'], string]>([
  ['nothing', undefined, 'nothing'],
  ['an empty list', [], 'nothing'],
  ['its own build', ['build'], 'own-build'],
  ['its own build, written out', [{ target: 'build' }], 'own-build'],
  ['its own build with flags', [{ target: 'build', params: 'forward' }], 'more'],
  ['builds of others', ['^build'], 'more'],
  ['builds of others, written out', [{ target: 'build', dependencies: true }], 'more'],
  ['a build of one other', [{ target: 'build', projects: ['users'] }], 'more'],
  ['another target', ['build', 'codegen'], 'more'],
])('a target that waits for %s', (_, dependsOn, expected) => {
  expect(needs(dependsOn)).toBe(expected);
});

it.each<[string, TargetConfiguration]>([
  ['waits for something itself', { ...BUILD, dependsOn: ['^build'] }],
  ['is somebody else’s', { executor: 'nx:run-commands' }],
])('leaves a build that %s to Nx', (_, build) => {
  expect(needs(['build'], build)).toBe('more');
});
