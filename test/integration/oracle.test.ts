/** A short run of `npm run oracle`: random edits, held against clean builds of before and after. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { copyPlugin } from '../../tools/bench/plugin-copy.ts';
import { runEnvironment } from '../../tools/oracle/run-environment.ts';
import { runOracle } from '../../tools/oracle/run-oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'nx-lambda-oracle-plugin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIMIT = 40_000;

test('no change is missed and nothing is deployed without need', { timeout: 4 * LIMIT }, async () => {
  const result = await runOracle({
    links: await copyPlugin(folder),
    environment: runEnvironment(process.env),
    edits: 72,
    seeds: [100, 101, 102, 103, 104, 105],
    limit: LIMIT,
    now: () => performance.now(),
    commandEvery: 25,
  });
  expect(result.findings.map(({ seed, edit, missed }) => ({ seed, edit, missed }))).toEqual([]);
  expect(result.deployedWithoutNeed).toBe(0);
  expect(result.edits).toBeGreaterThan(0);
  expect(result.rebuilt).toBeGreaterThan(0);
});
