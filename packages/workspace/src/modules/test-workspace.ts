/** Small workspaces for the tests of this folder. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BundleOptions, LambdaFunction, Service } from '@nx-lambda/core';
import { BUNDLE_DEFAULTS } from '@nx-lambda/core';

export interface TestWorkspace {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): void;
  /** `target` is relative to the link's folder. */
  link(path: string, target: string): void;
  remove(path: string): void;
  dispose(): void;
}

export function testWorkspace(files: Readonly<Record<string, string>> = {}): TestWorkspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-lambda-modules-')));
  const workspace: TestWorkspace = {
    root,
    write(more) {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    link(path, target) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(target, join(root, path));
    },
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
  workspace.write(files);
  return workspace;
}

export function bundleOptions(overrides: Partial<BundleOptions> = {}): BundleOptions {
  return {
    ...BUNDLE_DEFAULTS,
    format: 'cjs',
    target: ['node20'],
    minify: false,
    external: [],
    provided: [],
    ...overrides,
  };
}

export function testFunction(entryPoint: string, overrides: Partial<BundleOptions> = {}): LambdaFunction {
  return {
    logicalId: 'Api',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    architecture: 'arm64',
    source: { kind: 'bundle', entryPoint, outputPath: 'index.js', bundle: bundleOptions(overrides) },
    address: { kind: 'stack-resource', logicalId: 'Api' },
    place: { file: 'template.yaml', line: 1, column: 1 },
  };
}

export function testService(name: string, functions: readonly LambdaFunction[]): Service {
  return {
    name,
    root: `services/${name}`,
    functions,
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}
