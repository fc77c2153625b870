import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../packages/fake-aws/src/sam/json.ts';
import { type SamTransformed, transformSam } from '../../packages/fake-aws/src/sam/transform-sam.ts';
import { comparable } from './sam/comparable.ts';
import { publicTransform } from './sam/public-transform.ts';
import { samCases } from './sam/sam-case.ts';

const installed = spawnSync('python3', ['-c', 'import samtranslator'], { stdio: 'ignore' }).status === 0;
const REGION = 'eu-west-1';
const CASES = samCases();

describe('the stand-in transforms SAM templates as aws-sam-translator does', () => {
  const expected = installed ? publicTransform(CASES, REGION) : [];

  for (const [index, { name, template, parameters }] of CASES.entries()) {
    test.skipIf(!installed)(`${name}: logical ids and types, and every property`, () => {
      const ours = transformSam(template, { parameters, region: REGION, accountId: '123456789012' });
      const theirs = expected[index];
      if (theirs === undefined) throw new Error(`no answer for ${name}`);
      expect('errors' in theirs).toBe(name.startsWith('errors-'));
      expect(types(ours)).toEqual(types(theirs));
      expect(comparable(ours)).toEqual(comparable(theirs));
    });
  }
});

/** The types by logical id, or the errors. */
function types(outcome: SamTransformed): unknown {
  if ('errors' in outcome) return comparable(outcome);
  const resources = outcome.template['Resources'] as Readonly<Record<string, JsonObject>>;
  return Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, resource['Type']]));
}
