import { expect, it } from 'vitest';
import { publishedManifest } from './published-manifest.ts';

const source = { name: 'nx-lambda', version: '0.1.0', dependencies: { yaml: '^2.9.1' } };

it('leaves out what only the repository needs', () => {
  expect(publishedManifest({ ...source, devDependencies: { '@nx-lambda/core': '0.0.0' }, scripts: {} })).toEqual(
    source,
  );
});

it.each([
  ['a private package', { dependencies: { '@nx-lambda/core': '0.0.0' } }],
  ['a path', { peerDependencies: { core: 'file:../core' } }],
])('rejects a dependency on %s', (_, fields) => {
  expect(() => publishedManifest({ ...source, ...fields })).toThrow('Not on any registry');
});
