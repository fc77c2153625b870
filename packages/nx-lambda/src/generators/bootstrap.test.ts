import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { BOOTSTRAP_TEMPLATE } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { BOOTSTRAP_FILE, bootstrapGenerator } from './bootstrap.ts';

test('the template is written once; what was changed in it stays', () => {
  const tree = createTreeWithEmptyWorkspace();
  bootstrapGenerator(tree);
  expect(tree.read(BOOTSTRAP_FILE, 'utf8')).toBe(BOOTSTRAP_TEMPLATE);
  tree.write(BOOTSTRAP_FILE, 'Resources: {}\n');
  bootstrapGenerator(tree);
  expect(tree.read(BOOTSTRAP_FILE, 'utf8')).toBe('Resources: {}\n');
});
