import { getEnvPathsForTask } from 'nx/src/tasks-runner/task-env-paths';
import { expect, it } from 'vitest';
import { envFilesOf } from './env-files.ts';

it.each([undefined, 'created'])('looks for the files that Nx reads for a target, with the configuration %s', (name) => {
  const theirs = getEnvPathsForTask('services/orders', 'invoke-cloud', name);
  expect([...envFilesOf('services/orders', 'invoke-cloud', name)].sort()).toEqual([...theirs].sort());
});
