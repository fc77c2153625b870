import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BundledFunction,
  FINGERPRINT_SCHEMA,
  type FunctionFingerprint,
  type LambdaFunction,
  type Service,
} from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EarlyLook } from '../modules/early-look.ts';
import { FileFacts } from '../modules/file-facts.ts';
import { PackageDigests } from '../reuse/package-digests.ts';
import { earlyBundling } from './early-bundling.ts';
import { bundledFunction, type TestWorkspace, testWorkspace } from './test-workspace.ts';

const APP = 'services/orders/app.ts';

let workspace: TestWorkspace;

beforeEach(async () => {
  workspace = await testWorkspace({ [APP]: 'export const handler = 1;' });
});
afterEach(() => workspace.remove());

function functionOf(name: string): BundledFunction {
  const fn = bundledFunction(APP, {}, { logicalId: name }) as BundledFunction['function'] & LambdaFunction;
  const none = { undeployable: [], events: [], definitionFiles: [], failures: [], notices: [] };
  const service: Service = { name, root: 'services/orders', functions: [fn], ...none };
  return { service, function: fn };
}

function fingerprintOf({ service, function: fn }: BundledFunction): FunctionFingerprint {
  const { logicalId, runtime, handler, architecture, source } = fn;
  const none = { packages: [], missingPackages: [], tools: {} };
  const inputs = { files: [{ path: APP, digest: '' }], settings: [], absent: ['package.json'] };
  const function_ = { service: service.name, logicalId, runtime, handler, architecture, source };
  return { schema: FINGERPRINT_SCHEMA, ...function_, ...inputs, ...none };
}

function earlyPort() {
  return earlyBundling({
    outputFolder: ({ name }) => join(workspace.root, 'dist/lambda', name),
    keptArtifacts: join(workspace.root, '.nx/cache/nx-lambda/artifacts'),
    look: new EarlyLook(new FileFacts(workspace.root)),
    packages: new PackageDigests(workspace.root, undefined, Date.now()),
    // By which all that was written before has been so for as long as it takes to count.
    now: () => Date.now() + 4000,
  });
}

const [first, second] = [functionOf('First'), functionOf('Second')];

it('of a first build is told of all functions, also of those that are asked about when something was built', async () => {
  const port = earlyPort();
  expect(port.outdated([first])).toEqual(new Set([first]));
  await workspace.write({ 'dist/lambda/First/First.zip': 'zip', '.nx/cache/nx-lambda/artifacts/packs/1': 'pack' });
  expect(port.outdated([second])).toEqual(new Set([second]));
  expect([port.isUntouched(fingerprintOf(first)), port.isUntouched(fingerprintOf(second))]).toEqual([true, true]);
});

it('does not count where a file came or went in the workspace', async () => {
  // The clock of files goes in steps of some milliseconds.
  await utimes(workspace.root, 0, 0);
  const port = earlyPort();
  port.outdated([first]);
  await workspace.write({ 'package.json': '{}' });
  await rm(join(workspace.root, 'package.json'));
  expect(port.isUntouched(fingerprintOf(first))).toBe(false);
});

it('of a first build of many is told where there is no artifact', async () => {
  const many = Array.from({ length: 600 }, (_, index) => functionOf(`Fn${index}`));
  await workspace.write({ 'dist/lambda/Fn7/Fn7.json': '{}' });
  const found = earlyPort().outdated(many);
  expect([found.size, found.has(many[7] ?? first)]).toEqual([599, false]);
});

it('is told of none of many where something was kept', async () => {
  await workspace.write({ '.nx/cache/nx-lambda/artifacts/packs/1': 'pack' });
  expect(earlyPort().outdated(Array.from({ length: 600 }, () => first)).size).toBe(0);
});
