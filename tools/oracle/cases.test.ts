/** Edits that are easily missed, or once were: each must be selected, rebuilt and deployed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyPlugin, type WorkspaceLinks } from '../bench/plugin-copy.ts';
import { parseCase } from './oracle-case.ts';
import { runEnvironment } from './run-environment.ts';
import { Trial } from './trial.ts';

const cases = fileURLToPath(new URL('cases', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nx-lambda-cases-'));
let links: WorkspaceLinks;

beforeAll(async () => {
  links = await copyPlugin(folder);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an edit is neither missed nor deployed in vain', { timeout: 60_000 }, () => {
  test.each(readdirSync(cases))('%s', async (name) => {
    const { before, edit } = parseCase(readFileSync(join(cases, name), 'utf8'));
    const trial = await Trial.start(before, { links, environment: runEnvironment(process.env) });
    try {
      const outcome = await trial.step(edit);
      expect(outcome.missed).toEqual([]);
      expect(outcome.deployedWithoutNeed).toEqual([]);
    } finally {
      await trial.stop();
    }
  });
});
