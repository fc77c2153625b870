import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compilationFlag } from './late-compilation.ts';

describe('code of a build of many services', () => {
  it('is optimized later than by default', () => {
    expect(compilationFlag('11.3.244.8-node.33')).toMatch(/^--interrupt-budget=\d+$/);
  });

  it('is left to a V8 that has a quicker compiler', () => {
    // Of Node 22 and 24: they know no such flag.
    expect(compilationFlag('12.4.254.21-node.57')).toBeUndefined();
    expect(compilationFlag('13.6.233.17-node.53')).toBeUndefined();
  });

  it('is optimized by a flag that this V8 knows, and says nothing about', () => {
    const flag = compilationFlag(process.versions.v8);
    const script = flag === undefined ? '' : `require('node:v8').setFlagsFromString('${flag}')`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
