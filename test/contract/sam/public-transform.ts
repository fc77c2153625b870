import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SamTransformed } from '../../../packages/fake-aws/src/sam/transform-sam.ts';
import type { SamCase } from './sam-case.ts';

/** What aws-sam-translator, an implementation by others, makes of the templates; one process for all of them. */
export function publicTransform(cases: readonly SamCase[], region: string): readonly SamTransformed[] {
  const script = fileURLToPath(new URL('./public_transform.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync('python3', [script], {
    input: JSON.stringify(cases.map(({ template, parameters }) => ({ template, parameters }))),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'AKIASAM',
      AWS_SECRET_ACCESS_KEY: 'sam',
    },
  });
  if (status !== 0) throw new Error(`the public transform failed:\n${stderr}`);
  return JSON.parse(stdout) as readonly SamTransformed[];
}
