/** That the oracle would notice: wrong selections, wrong cache hits and wrong plans, given to it by hand. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { Developer } from './developer.ts';
import type { WorkspaceState } from './edit.ts';
import type { Selection } from './selector.ts';
import { findTruth, type Truth } from './truth.ts';

const root = mkdtempSync(join(tmpdir(), 'nx-lambda-developer-'));
afterEach(() => {
  for (const name of ['services', 'dist', '.nx']) rmSync(join(root, name), { recursive: true, force: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TEMPLATE = `Resources:
  Fn0: &function
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ./, Handler: src/h0.handler, Runtime: nodejs22.x }
`;

async function truthOf(value: number, note = ''): Promise<Truth> {
  const files = {
    'services/s0/template.yaml': TEMPLATE,
    'services/s0/src/h0.ts': `${note}export const handler = async () => ${value};\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const state: WorkspaceState = { files: new Map(Object.entries(files)), links: new Map(), packages: new Map() };
  return findTruth(root, state);
}

function selected(hash: string, ...tasks: readonly string[]): Selection {
  return { kind: 'answered', selected: tasks, hashes: { 's0:build': hash }, inputs: {} };
}

const BOTH = ['s0:build', 's0:deploy-feature'];

test('a change that is selected, built and deployed is not missed', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  const outcome = await developer.follow(await truthOf(2), selected('b', ...BOTH));
  expect(outcome).toEqual({
    missed: [],
    rebuilt: ['s0/Fn0'],
    rebuiltWithoutNeed: [],
    deployed: ['s0/Fn0'],
    deployedWithoutNeed: [],
  });
});

test('a change that is not selected is missed', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  const outcome = await developer.follow(await truthOf(2), selected('b'));
  expect(outcome.missed).toEqual(['s0/Fn0: build not selected']);
});

test('a change that leaves the hash as it was is missed: the cache gives the old bytes', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  const outcome = await developer.follow(await truthOf(2), selected('a', ...BOTH));
  expect(outcome.missed).toContain("s0/Fn0: stale in Nx's cache");
});

test('a change that is built and not deployed is missed', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  const outcome = await developer.follow(await truthOf(2), selected('b', 's0:build'));
  expect(outcome.missed).toEqual(['s0/Fn0: deploy-feature not selected']);
});

test('what Nx selects although nothing of it differs is taken from the earlier build', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  const outcome = await developer.follow(await truthOf(1), selected('b', ...BOTH));
  expect(outcome).toMatchObject({ missed: [], rebuilt: [], deployed: [] });
});

test('what is built anew although nothing of it differs is without need, and not deployed', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  rmSync(join(root, '.nx'), { recursive: true });
  const outcome = await developer.follow(await truthOf(1), selected('b', ...BOTH));
  expect(outcome).toMatchObject({ missed: [], rebuiltWithoutNeed: ['s0/Fn0'], deployed: [] });
});

test('a comment that changes no byte is a need to rebuild and none to deploy', async () => {
  const developer = new Developer(root);
  await developer.follow(await truthOf(1), selected('a'));
  const outcome = await developer.follow(await truthOf(1, '// Note.\n'), selected('b', ...BOTH));
  expect(outcome).toMatchObject({ missed: [], rebuilt: ['s0/Fn0'], rebuiltWithoutNeed: [], deployed: [] });
});
