import { expect, it } from 'vitest';
import { manifestDifference } from './manifest-difference.ts';
import { sampleManifest } from './sample-facts.ts';

const before = sampleManifest({
  inputs: [
    { path: 'a.ts', sha256: '1' },
    { path: 'b.ts', sha256: '2' },
    { path: 'c.ts', sha256: '3' },
  ],
  packages: [
    { name: 'left-pad', version: '1.0.0' },
    { name: 'zod', version: '3.0.0' },
    { name: 'zod', version: '4.0.0' },
  ],
});

it('is empty for equal manifests', () => {
  expect(manifestDifference(before, before)).toEqual([]);
});

it('lists inputs, packages, tools and settings that changed, came or went', () => {
  const after = sampleManifest({
    inputs: [
      { path: 'a.ts', sha256: '1' },
      { path: 'b.ts', sha256: '22' },
      { path: 'd.ts', sha256: '4' },
    ],
    packages: [
      { name: 'zod', version: '4.0.0' },
      { name: 'ms', version: '2.0.0' },
    ],
    tools: { esbuild: '0.29.0' },
    runtime: 'nodejs24.x',
    externals: ['sharp'],
  });
  expect(manifestDifference(before, after)).toEqual([
    { kind: 'input-changed', path: 'b.ts' },
    { kind: 'input-removed', path: 'c.ts' },
    { kind: 'input-added', path: 'd.ts' },
    { kind: 'package', name: 'left-pad', before: '1.0.0' },
    { kind: 'package', name: 'ms', after: '2.0.0' },
    { kind: 'package', name: 'zod', before: '3.0.0, 4.0.0', after: '4.0.0' },
    { kind: 'tool', name: 'esbuild', before: '0.28.2', after: '0.29.0' },
    { kind: 'setting', name: 'runtime', before: 'nodejs22.x', after: 'nodejs24.x' },
    { kind: 'setting', name: 'externals', before: '', after: 'sharp' },
  ]);
});
