import type { TargetDependencyConfig } from '@nx/devkit';
import { expect, test } from 'vitest';
import { removalOrder, stacksNeeding } from './stack-needs.ts';

const provision = (dependsOn: TargetDependencyConfig[]) => ({
  provision: { executor: 'nx-lambda:provision-feature', dependsOn: ['build', ...dependsOn] },
  test: { executor: 'nx:run-commands', dependsOn: [{ projects: ['auth'], target: 'up' }] },
});
const needs = (...projects: string[]) => provision([{ projects, target: 'provision', params: 'forward' }]);
const projects = {
  network: { root: 'network', targets: provision([]) },
  auth: { root: 'auth', targets: needs('network') },
  orders: { root: 'orders', targets: needs('network', 'auth') },
  tools: { root: 'tools' },
};

test('a stack is needed by those whose provisioning waits for it, and by nothing else', () => {
  expect(Object.fromEntries(stacksNeeding(projects))).toEqual({ network: ['auth', 'orders'], auth: ['orders'] });
});

test('what is removed goes behind those that need it, as far as they are removed too', () => {
  const tasks = Object.fromEntries(
    ['network', 'orders'].map((project) => [`${project}:destroy`, { target: { project } }]),
  );
  expect(removalOrder({ tasks, dependencies: {} }, projects)).toEqual({
    tasks,
    dependencies: { 'network:destroy': [{ id: 'orders:destroy' }], 'orders:destroy': [] },
  });
});
