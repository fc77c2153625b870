import { describe, expect, it } from 'vitest';
import type { FunctionInputs } from '../graph/module-graph.ts';
import { touchedInputs, touchesDefinition, watchedPaths } from './touched.ts';

function inputsOf(logicalId: string, change: Partial<FunctionInputs>): FunctionInputs {
  const none = { files: [], settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
  return { service: 'orders', logicalId, ...none, ...change };
}

const matchesAny = (path: string, patterns: readonly string[]) =>
  patterns.some((pattern) => path.startsWith(pattern.replace('**/*', '')));

const INPUTS = [
  inputsOf('Create', { files: ['orders/create.ts', 'libs/money.ts'], settings: ['tsconfig.json'] }),
  inputsOf('Cancel', { files: ['orders/cancel.ts'], absent: ['orders/util.ts'] }),
  inputsOf('Report', { files: ['reports/app.py'], globs: ['reports/**/*'] }),
];

const touchedBy = (...paths: readonly string[]) =>
  touchedInputs(INPUTS, new Set(paths), matchesAny).map(({ logicalId }) => logicalId);

describe('touchedInputs', () => {
  it('finds functions by a file, a setting, a path that appears, and by what lies in a packaged folder', () => {
    expect(touchedBy('libs/money.ts')).toEqual(['Create']);
    expect(touchedBy('tsconfig.json', 'orders/util.ts')).toEqual(['Create', 'Cancel']);
    expect(touchedBy('reports/new/module.py')).toEqual(['Report']);
    expect(touchedBy('README.md')).toEqual([]);
    expect(touchedBy()).toEqual([]);
  });
});

describe('touchesDefinition', () => {
  it('counts templates always, and of the sources that a handler may mean those that come and go', () => {
    const touches = (changed: string, used: readonly string[]) =>
      touchesDefinition(['orders/template.yaml', 'orders/a.ts'], new Set([changed]), (path) => used.includes(path));
    expect(touches('orders/template.yaml', ['orders/template.yaml'])).toBe(true);
    expect(touches('orders/a.ts', ['orders/a.ts'])).toBe(false);
    expect(touches('orders/a.ts', [])).toBe(true);
    expect(touches('orders/b.ts', [])).toBe(false);
  });
});

describe('watchedPaths', () => {
  it('holds every path that counts, and the folders in which everything does', () => {
    expect(watchedPaths(INPUTS, ['orders/template.yaml'])).toEqual({
      present: new Set(['orders/create.ts', 'libs/money.ts', 'tsconfig.json', 'orders/cancel.ts', 'reports/app.py']),
      either: new Set(['orders/template.yaml']),
      absent: new Set(['orders/util.ts']),
      folders: new Set(['reports']),
    });
  });

  it('takes the folder of a glob that names one file', () => {
    const { folders } = watchedPaths([inputsOf('A', { globs: ['assets/logo.svg', '*.txt'] })], []);
    expect(folders).toEqual(new Set(['assets', '']));
  });
});
