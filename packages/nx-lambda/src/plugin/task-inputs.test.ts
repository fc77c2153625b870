import type { FunctionInputs, Service } from '@nx-lambda/core';
import type { LockedPackages } from '@nx-lambda/workspace';
import { describe, expect, it } from 'vitest';
import { InputUnits } from './input-units.ts';
import { PathTable } from './path-table.ts';
import { type BuildInputs, buildInputs } from './task-inputs.ts';

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

/** What was looked at to read a service is an input of each of its functions. */
function declare(functions: readonly FunctionInputs[], packages = noPackages): BuildInputs {
  const settings = (own: readonly string[]) => [...own, ...service.definitionFiles];
  const all = functions.map((each) => ({ ...each, settings: settings(each.settings) }));
  return buildInputs(service, all, packages, new InputUnits(() => false, new PathTable()));
}

describe('buildInputs', () => {
  it('lists the files, settings, absent paths and globs of all functions once, one glob of all paths', () => {
    const { inputs: declared } = declare([
      { ...inputs, files: ['b.ts', 'a.ts'], settings: ['tsconfig.json'], absent: ['a.tsx'] },
      { ...inputs, files: ['a.ts'], globs: ['services/orders/assets/**/*'] },
    ]);
    expect(declared).toEqual([
      '{workspaceRoot}/{a.{ts,tsx},b.ts,services/orders/template.yaml,tsconfig.json}',
      { fileset: '{workspaceRoot}/services/orders/assets/**/*' },
      { externalDependencies: [] },
    ]);
  });

  it('counts only the fields of a package.json that steer bundling', () => {
    const { inputs: declared } = declare([{ ...inputs, settings: ['libs/a/package.json'] }]);
    const fields = declared.flatMap((input) => (typeof input === 'object' && 'json' in input ? [input] : []));
    expect(fields).toMatchObject([{ json: '{workspaceRoot}/libs/a/package.json' }]);
    expect(fields[0]?.fields).toEqual(expect.arrayContaining(['type', 'exports', 'sideEffects']));
    expect(fields[0]?.fields).not.toContain('version');
  });

  it('watches a path of a package.json that does not exist as a file', () => {
    const absent = 'services/orders/src/package.json';
    expect(declare([{ ...inputs, absent: [absent] }]).inputs[0]).toBe(
      `{workspaceRoot}/{${absent},services/orders/template.yaml}`,
    );
  });

  it('matches a path with glob characters and nothing of another length', () => {
    const [first] = declare([{ ...inputs, files: ['routes/[id]/(a).ts', 'routes/[id]/a,b.ts'] }]).inputs;
    expect(first).toBe('{workspaceRoot}/{routes/?id?/{?a?,a?b}.ts,services/orders/template.yaml}');
  });

  it('names packages that are locked, and takes the whole lockfile for one that is not', () => {
    const packages: LockedPackages = {
      nodesOf: (name, version) => (name === 'unlocked' ? undefined : [version === '1.0.0' ? `${name}@1.0.0` : name]),
      lockfile: 'package-lock.json',
    };
    const wholeLockfile = '{workspaceRoot}/{package-lock.json,services/orders/template.yaml}';
    const locked = declare([{ ...inputs, packages: [{ name: 'nanoid' }] }], packages).inputs;
    expect(locked.at(-1)).toEqual({ externalDependencies: ['esbuild', 'nanoid', 'nx-lambda'] });
    expect(locked[0]).toBe('{workspaceRoot}/services/orders/template.yaml');
    const unlocked = declare([{ ...inputs, packages: [{ name: 'unlocked' }] }], packages).inputs;
    expect(unlocked[0]).toBe(wholeLockfile);
    expect(unlocked.at(-1)).toEqual({ externalDependencies: ['esbuild', 'nx-lambda'] });
    const nested = declare([{ ...inputs, packages: [{ name: 'nanoid', version: '1.0.0' }] }], packages).inputs;
    expect(nested.at(-1)).toEqual({ externalDependencies: ['esbuild', 'nanoid@1.0.0', 'nx-lambda'] });
    expect(nested[0]).toBe('{workspaceRoot}/services/orders/template.yaml');
  });

  it('counts of several versions of esbuild only the one that the plugin depends on', () => {
    const nodes: Readonly<Record<string, readonly string[]>> = {
      'nx-lambda': ['nx-lambda'],
      esbuild: ['esbuild', 'esbuild@0.25.0'],
    };
    const packages: LockedPackages = { nodesOf: (name) => nodes[name], lockfile: 'package-lock.json' };
    expect(declare([], packages).inputs.at(-1)).toEqual({ externalDependencies: ['nx-lambda'] });
    const linked: LockedPackages = { ...packages, nodesOf: (name) => (name === 'esbuild' ? nodes[name] : undefined) };
    expect(declare([], linked).inputs.at(-1)).toEqual({ externalDependencies: ['esbuild', 'esbuild@0.25.0'] });
  });

  it('observes where packages with a scope may be installed', () => {
    const table = new PathTable();
    const packages = [{ name: '@scope/one' }, { name: 'plain' }];
    const { observed } = buildInputs(
      service,
      [{ ...inputs, packages }],
      noPackages,
      new InputUnits(() => false, table),
    );
    expect(observed().map((number) => table.at(number))).toEqual(['node_modules/@scope']);
  });

  it('knows the ignored files among the inputs, of each of several functions', () => {
    const ignored = 'libs/client/out/index.js';
    const units = new InputUnits((path) => path.includes('/out/'), new PathTable());
    const { produced } = buildInputs(
      service,
      [
        { ...inputs, files: ['a.ts'] },
        { ...inputs, files: [ignored] },
      ],
      noPackages,
      units,
    );
    expect(produced).toEqual({ present: [ignored], missing: [] });
  });
});
