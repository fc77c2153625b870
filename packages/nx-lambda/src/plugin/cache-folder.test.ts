import { isAbsolute, join } from 'node:path';
import { expect, it } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

const root = join(process.platform === 'win32' ? 'C:\\' : '/', 'shop');

it('is beside what Nx caches, wherever that is', () => {
  expect(cacheFolder(root, {}, {})).toBe(join(root, '.nx', 'cache', 'nx-lambda'));
  expect(cacheFolder(root, { cacheDirectory: 'tmp/nx' }, {})).toBe(join(root, 'tmp', 'nx', 'nx-lambda'));
  const elsewhere = join(root, '..', 'elsewhere');
  expect(cacheFolder(root, { cacheDirectory: 'tmp/nx' }, { NX_CACHE_DIRECTORY: elsewhere })).toBe(
    join(elsewhere, 'nx-lambda'),
  );
  expect(isAbsolute(cacheFolder(root, {}, {}))).toBe(true);
});
