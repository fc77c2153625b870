import type { FunctionInputs, Service } from '@nx-lambda/core';
import type { LockedPackages } from '@nx-lambda/workspace';
import { describe, expect, it } from 'vitest';
import { buildInputs } from './task-inputs.ts';

const service: Service = {
  name: 'orders',
  root: 'services/orders',
  functions: [],
  undeployable: [],
  events: [],
  definitionFiles: ['services/orders/template.yaml'],
  failures: [],
  notices: [],
};

const inputs: FunctionInputs = {
  service: 'orders',
  logicalId: 'CreateOrder',
  files: [],
  settings: [],
  absent: [],
  globs: [],
  packages: [],
  failures: [],
  notices: [],
};

const noPackages: LockedPackages = { nodesOf: () => undefined, lockfile: 'package-lock.json' };

describe('buildInputs', () => {
  it('lists the files, settings, absent paths and globs of all functions once, one glob of all paths', () => {
    const declared = buildInputs(
      service,
      [
        { ...inputs, files: ['b.ts', 'a.ts'], settings: ['tsconfig.json'], absent: ['a.tsx'] },
        { ...inputs, files: ['a.ts'], globs: ['services/orders/assets/**/*'] },
      ],
      noPackages,
    );
    expect(declared).toEqual([
      '{workspaceRoot}/{{a.ts,a.tsx,b.ts,tsconfig.json},services/orders/template.yaml}',
      { fileset: '{workspaceRoot}/services/orders/assets/**/*' },
      { externalDependencies: [] },
    ]);
  });

  it('counts only the fields of a package.json that steer bundling', () => {
    const declared = buildInputs(service, [{ ...inputs, settings: ['libs/a/package.json'] }], noPackages);
    const fields = declared.flatMap((input) => (typeof input === 'object' && 'json' in input ? [input] : []));
    expect(fields).toMatchObject([{ json: '{workspaceRoot}/libs/a/package.json' }]);
    expect(fields[0]?.fields).toEqual(expect.arrayContaining(['type', 'exports', 'sideEffects']));
    expect(fields[0]?.fields).not.toContain('version');
  });

  it('watches a path of a package.json that does not exist as a file', () => {
    const absent = 'services/orders/src/package.json';
    expect(buildInputs(service, [{ ...inputs, absent: [absent] }], noPackages)[0]).toBe(
      `{workspaceRoot}/{services/orders/template.yaml,${absent}}`,
    );
  });

  it('matches a path with glob characters and nothing of another length', () => {
    const [first] = buildInputs(
      { ...service, definitionFiles: [] },
      [{ ...inputs, files: ['routes/[id]/(a).ts', 'routes/[id]/a,b.ts'] }],
      noPackages,
    );
    expect(first).toBe('{workspaceRoot}/routes/?id?/{?a?.ts,a?b.ts}');
  });

  it('names packages that are locked, and takes the whole lockfile for one that is not', () => {
    const packages: LockedPackages = {
      nodesOf: (name, version) => (name === 'unlocked' ? undefined : [version === '1.0.0' ? `${name}@1.0.0` : name]),
      lockfile: 'package-lock.json',
    };
    const wholeLockfile = '{workspaceRoot}/{package-lock.json,services/orders/template.yaml}';
    const locked = buildInputs(service, [{ ...inputs, packages: [{ name: 'nanoid' }] }], packages);
    expect(locked.at(-1)).toEqual({ externalDependencies: ['esbuild', 'nanoid', 'nx-lambda'] });
    expect(locked[0]).toBe('{workspaceRoot}/services/orders/template.yaml');
    const unlocked = buildInputs(service, [{ ...inputs, packages: [{ name: 'unlocked' }] }], packages);
    expect(unlocked[0]).toBe(wholeLockfile);
    expect(unlocked.at(-1)).toEqual({ externalDependencies: ['esbuild', 'nx-lambda'] });
    const nested = buildInputs(service, [{ ...inputs, packages: [{ name: 'nanoid', version: '1.0.0' }] }], packages);
    expect(nested.at(-1)).toEqual({ externalDependencies: ['esbuild', 'nanoid@1.0.0', 'nx-lambda'] });
    expect(nested[0]).toBe('{workspaceRoot}/services/orders/template.yaml');
  });

  it('counts of several versions of esbuild only the one that the plugin depends on', () => {
    const nodes: Readonly<Record<string, readonly string[]>> = {
      'nx-lambda': ['nx-lambda'],
      esbuild: ['esbuild', 'esbuild@0.25.0'],
    };
    const packages: LockedPackages = { nodesOf: (name) => nodes[name], lockfile: 'package-lock.json' };
    expect(buildInputs(service, [], packages).at(-1)).toEqual({ externalDependencies: ['nx-lambda'] });
    const linked: LockedPackages = { ...packages, nodesOf: (name) => (name === 'esbuild' ? nodes[name] : undefined) };
    expect(buildInputs(service, [], linked).at(-1)).toEqual({ externalDependencies: ['esbuild', 'esbuild@0.25.0'] });
  });
});
