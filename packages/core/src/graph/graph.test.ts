import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { functionInputs } from './function-inputs.ts';
import { closureOf, importChain, packageChain } from './import-chain.ts';
import type { ImportTarget, ModuleGraph, ModuleNode } from './module-graph.ts';
import { projectEdges } from './project-edges.ts';

function nodeOf(path: string, targets: readonly ImportTarget[], more: Partial<ModuleNode> = {}): ModuleNode {
  const imports = targets.map((target, index) => ({
    specifier: target.kind === 'file' ? `./${target.path}` : 'p',
    kind: 'import' as const,
    target,
    line: index + 1,
    column: 8,
  }));
  return { path, imports, settings: [], absent: [], notices: [], ...more };
}

const file = (path: string): ImportTarget => ({ kind: 'file', path });

function graphOf(...nodes: readonly ModuleNode[]): ModuleGraph {
  return { nodes: new Map(nodes.map((node) => [node.path, node])) };
}

const nothingDeclared = {
  service: 's',
  logicalId: 'F',
  entryPoints: ['app'],
  files: [],
  settings: [],
  absent: [],
  globs: [],
  failures: [],
};

describe('import chains', () => {
  const graph = graphOf(
    nodeOf('app', [file('a'), file('b')]),
    nodeOf('a', [file('c')]),
    nodeOf('b', [file('d')]),
    nodeOf('c', [file('d'), file('app')]),
    nodeOf('d', [{ kind: 'package', name: 'p' }]),
  );

  test('the shortest chain is told, with the import behind each step', () => {
    const chain = importChain(graph, 'app', 'd');
    expect(chain?.map(({ file, through }) => [file, through?.line])).toEqual([
      ['app', undefined],
      ['b', 2],
      ['d', 1],
    ]);
  });

  test('a file that is not reached has no chain', () => {
    expect(importChain(graph, 'd', 'app')).toBeUndefined();
  });

  test('a package has a chain that ends in its name', () => {
    expect(packageChain(graph, 'app', 'p')?.map(({ file }) => file)).toEqual(['app', 'b', 'd', 'p']);
    expect(packageChain(graph, 'app', 'q')).toBeUndefined();
  });

  test('exactly the files of the closure have a chain, in graphs with cycles too', () => {
    const names = ['app', 'a', 'b', 'c', 'd', 'e', 'f'];
    const targets = fc.record(Object.fromEntries(names.map((name) => [name, fc.subarray(names)])));
    fc.assert(
      fc.property(targets, (edges) => {
        const random = graphOf(...names.map((name) => nodeOf(name, (edges[name] ?? []).map(file))));
        const reached = closureOf(random, ['app']);
        expect(names.filter((name) => importChain(random, 'app', name) !== undefined).sort()).toEqual(reached);
        expect(functionInputs(random, [nothingDeclared])[0]?.files).toEqual(reached);
      }),
    );
  });
});

describe('function inputs', () => {
  test('what is reached brings its settings, absences, globs, packages, failures and notices', () => {
    const trouble = { code: 'NXL-GRAPH-X', message: 'm', advice: 'a' } as const;
    const graph = graphOf(
      nodeOf('app', [file('lib'), { kind: 'unresolved', failure: trouble }], { settings: ['t', 's'], absent: ['z'] }),
      nodeOf('lib', [{ kind: 'package', name: 'p', version: '1' }], {
        settings: ['s'],
        absent: ['y'],
        globs: ['g/*'],
        notices: [trouble],
      }),
      nodeOf('other', [], { settings: ['u'] }),
    );
    expect(functionInputs(graph, [nothingDeclared])).toEqual([
      {
        service: 's',
        logicalId: 'F',
        files: ['app', 'lib'],
        settings: ['s', 't'],
        absent: ['y', 'z'],
        globs: ['g/*'],
        packages: [{ name: 'p', version: '1' }],
        failures: [trouble],
        notices: [trouble],
      },
    ]);
  });

  test('a path stands in one list only: as a file before a setting, as that before an absence', () => {
    const graph = graphOf(
      nodeOf('app', [file('x')], { settings: ['x', 'y'], absent: ['x', 'y', 'z'] }),
      nodeOf('x', []),
    );
    expect(functionInputs(graph, [nothingDeclared])[0]).toMatchObject({
      files: ['app', 'x'],
      settings: ['y'],
      absent: ['z'],
    });
  });

  test('the inputs of one function do not leak into the next', () => {
    const graph = graphOf(nodeOf('app', [], { settings: ['s'] }), nodeOf('two', [], { absent: ['s'] }));
    const both = functionInputs(graph, [nothingDeclared, { ...nothingDeclared, entryPoints: ['two'] }]);
    expect(both.map(({ files, settings, absent }) => [files, settings, absent])).toEqual([
      [['app'], ['s'], []],
      [['two'], [], ['s']],
    ]);
  });

  test('a package is told once a version, and without one where none is installed', () => {
    const graph = graphOf(
      nodeOf('app', [{ kind: 'package', name: 'p' }, { kind: 'package', name: 'q', version: '2' }, file('lib')]),
      nodeOf('lib', [
        { kind: 'package', name: 'q', version: '1' },
        { kind: 'package', name: 'q', version: '2' },
      ]),
    );
    expect(functionInputs(graph, [nothingDeclared])[0]?.packages).toEqual([
      { name: 'p' },
      { name: 'q', version: '1' },
      { name: 'q', version: '2' },
    ]);
  });
});

describe('project edges', () => {
  const roots = new Map([
    ['.', 'root'],
    ['libs/a', 'a'],
    ['libs/a/nested', 'nested'],
    ['libs/ab', 'ab'],
  ]);

  test('a file belongs to the project with the longest root that holds it, and has its own edges', () => {
    const edge = (from: string, to: string) => ({ from, to: { kind: 'file' as const, path: to } });
    expect(
      projectEdges(
        [
          edge('libs/ab/x.ts', 'libs/a/nested/y.ts'),
          edge('libs/ab/b.ts', 'libs/a/nested/z.ts'),
          edge('libs/ab/b.ts', 'libs/a/nested/y.ts'),
          edge('libs/a/x.ts', 'libs/a/y.ts'),
          edge('libs/a/x.ts', 'README.md'),
        ],
        roots,
      ),
    ).toEqual([
      { source: 'a', target: { kind: 'project', name: 'root' }, file: 'libs/a/x.ts' },
      { source: 'ab', target: { kind: 'project', name: 'nested' }, file: 'libs/ab/b.ts' },
      { source: 'ab', target: { kind: 'project', name: 'nested' }, file: 'libs/ab/x.ts' },
    ]);
  });

  test('a package is a target of its own, and a file of no project makes no edge', () => {
    const withoutRoot = new Map([['libs/a', 'a']]);
    expect(
      projectEdges(
        [
          { from: 'libs/a/x.ts', to: { kind: 'package', name: 'a' } },
          { from: 'tools/x.ts', to: { kind: 'file', path: 'libs/a/x.ts' } },
        ],
        withoutRoot,
      ),
    ).toEqual([{ source: 'a', target: { kind: 'package', name: 'a' }, file: 'libs/a/x.ts' }]);
  });
});
