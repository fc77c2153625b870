import type { FunctionInputs } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { missingEdges, producedFiles } from './produced-files.ts';

const NOTHING = { settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
const isIgnored = (path: string) => path.includes('/dist/');

function inputs(own: Partial<FunctionInputs>): FunctionInputs {
  return { service: 'orders', logicalId: 'Api', files: ['services/orders/a.ts'], ...NOTHING, ...own };
}

const unresolved = {
  code: 'NXL-GRAPH-UNRESOLVED',
  message: '',
  advice: '',
  place: { file: 'services/orders/a.ts', line: 1, column: 1 },
} as const;

describe('files that other targets produce', () => {
  it('are the ignored ones of a closure', () => {
    expect(producedFiles([inputs({ files: ['a.ts', 'libs/x/dist/index.js'] })], isIgnored)).toEqual({
      present: ['libs/x/dist/index.js'],
      missing: [],
    });
  });

  it('are missing where an import is unresolved, or a library is stood in for by its package.json', () => {
    const absent = ['libs/x/dist/index.js', 'libs/x/src/b.ts', 'libs/y/dist/index.js'];
    expect(producedFiles([inputs({ absent, failures: [unresolved] })], isIgnored).missing).toEqual([
      'libs/x/dist/index.js',
      'libs/y/dist/index.js',
    ]);
    expect(producedFiles([inputs({ absent, files: ['libs/x/package.json'] })], isIgnored).missing).toEqual([
      'libs/x/dist/index.js',
    ]);
  });

  it('are not those that were only looked for before the file that an import means', () => {
    expect(producedFiles([inputs({ absent: ['libs/x/dist/index.tsx'] })], isIgnored).missing).toEqual([]);
  });

  it('make edges from the files that import them in vain', () => {
    const functions = [inputs({ absent: ['libs/x/dist/index.js'], failures: [unresolved] })];
    expect(missingEdges(functions, isIgnored)).toEqual([
      { from: 'services/orders/a.ts', to: { kind: 'file', path: 'libs/x/dist/index.js' } },
    ]);
  });
});
