import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenRunText, writeBrokenReport } from './deploy-report.ts';

const failure: Failure = {
  code: 'NXL-AWS-CREDENTIALS-MISSING',
  message: 'No AWS credentials were found.',
  advice: 'Sign in.',
};
const report = { schema: 1, command: 'deploy-feature', failures: [failure] };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deploy-report-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a run that breaks off before its plan', () => {
  it('is told as JSON where JSON was asked for, and as text else', () => {
    expect(JSON.parse(brokenRunText([failure], 'json'))).toEqual(report);
    expect(brokenRunText([failure], 'text')).toContain('No AWS credentials were found.');
    expect(brokenRunText([failure], undefined)).not.toContain('"schema"');
  });

  it('leaves its failures in the report file', async () => {
    await writeBrokenReport([failure], 'reports/deploy.json', root);
    expect(JSON.parse(readFileSync(join(root, 'reports/deploy.json'), 'utf8'))).toEqual(report);
  });

  it('writes no file without being asked, and none where nothing failed', async () => {
    await writeBrokenReport([failure], undefined, root);
    await writeBrokenReport([], 'deploy.json', root);
    expect(existsSync(join(root, 'deploy.json'))).toBe(false);
  });
});
