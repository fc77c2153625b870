import { describe, expect, it } from 'vitest';
import bootstrapSchema from '../../schemas/bootstrap-feature.json' with { type: 'json' };
import buildSchema from '../../schemas/build.json' with { type: 'json' };
import deploySchema from '../../schemas/deploy-feature.json' with { type: 'json' };
import destroySchema from '../../schemas/destroy-feature.json' with { type: 'json' };
import invokeSchema from '../../schemas/invoke-cloud.json' with { type: 'json' };
import localSchema from '../../schemas/invoke-local.json' with { type: 'json' };
import listSchema from '../../schemas/list-features.json' with { type: 'json' };
import parametersSchema from '../../schemas/parameters-feature.json' with { type: 'json' };
import rollbackSchema from '../../schemas/rollback-feature.json' with { type: 'json' };
import statusSchema from '../../schemas/status-feature.json' with { type: 'json' };
import sweepSchema from '../../schemas/sweep-features.json' with { type: 'json' };
import watchSchema from '../../schemas/watch-feature.json' with { type: 'json' };
import {
  BOOTSTRAP_FLAGS,
  BUILD_FLAGS,
  DEPLOY_FLAGS,
  DESTROY_FLAGS,
  INVOKE_FLAGS,
  LIST_FLAGS,
  LOCAL_FLAGS,
  PARAMETERS_FLAGS,
  ROLLBACK_FLAGS,
  readFlags,
  STATUS_FLAGS,
  SWEEP_FLAGS,
  WATCH_FLAGS,
} from './flags.ts';

const told = (given: Record<string, unknown>) => {
  const read = readFlags(given, DEPLOY_FLAGS);
  return read.ok ? [] : read.failures.map(({ message, advice }) => `${message} ${advice}`);
};

describe('readFlags', () => {
  it('takes a number where a text is wanted, as Nx reads --environment=12', () => {
    expect(readFlags({ environment: 12, timeout: '60' }, DEPLOY_FLAGS)).toEqual({
      ok: true,
      value: { environment: '12', timeout: 60 },
    });
    expect(readFlags({ qualifier: 3, payload: 5 }, INVOKE_FLAGS)).toMatchObject({
      value: { qualifier: '3', payload: '5' },
    });
  });

  it('takes switches with and without a value', () => {
    expect(readFlags({ dryRun: true, why: 'false', verbose: true }, DEPLOY_FLAGS)).toEqual({
      ok: true,
      value: { dryRun: true, why: false },
    });
  });

  it('takes a port with and without a value, and refuses what is none', () => {
    const portOf = (inspect: unknown) => readFlags({ inspect }, LOCAL_FLAGS);
    expect(portOf(true)).toEqual({ ok: true, value: { inspect: 9229 } });
    expect(portOf('9230')).toEqual({ ok: true, value: { inspect: 9230 } });
    expect(portOf(false)).toEqual({ ok: true, value: {} });
    for (const wrong of [0, 65_536, '0.0.0.0:9229', 'x', [9229]]) {
      expect(portOf(wrong)).toMatchObject({ ok: false, failures: [{ code: 'NXL-OPTION-FLAG' }] });
    }
  });

  it('names the flag that a mistyped one is close to, and all of them otherwise', () => {
    expect(told({ dryrun: true })).toEqual(['There is no flag --dryrun. Did you mean --dry-run?']);
    expect(told({ nonsense: 1 })[0]).toContain('The flags are --environment, --region, --dry-run');
  });

  it('tells all wrong values at once', () => {
    expect(told({ output: 'xml', timeout: 'abc', report: true, dryRun: 'ture', region: ['a', 'b'] })).toEqual([
      '--output is xml, which it does not take. It takes text or json.',
      '--timeout is abc, which it does not take. It takes a number greater than 0.',
      '--report has no value. It takes a value.',
      '--dry-run is ture, which it does not take. It takes no value, or true or false.',
      '--region is ["a","b"], which it does not take. Give it once.',
    ]);
  });

  it('points at a word that belongs to no flag', () => {
    expect(told({ _: ['ann'] })).toEqual([
      'ann belongs to no flag. Write each flag as --name=value; mind the quotes of your shell.',
    ]);
  });
});

it.each([
  ['build', buildSchema, BUILD_FLAGS],
  ['deploy-feature', deploySchema, DEPLOY_FLAGS],
  ['destroy-feature', destroySchema, DESTROY_FLAGS],
  ['parameters-feature', parametersSchema, PARAMETERS_FLAGS],
  ['list-features', listSchema, LIST_FLAGS],
  ['sweep-features', sweepSchema, SWEEP_FLAGS],
  ['bootstrap-feature', bootstrapSchema, BOOTSTRAP_FLAGS],
  ['invoke-cloud', invokeSchema, INVOKE_FLAGS],
  ['invoke-local', localSchema, LOCAL_FLAGS],
  ['rollback-feature', rollbackSchema, ROLLBACK_FLAGS],
  ['status-feature', statusSchema, STATUS_FLAGS],
  ['watch-feature', watchSchema, WATCH_FLAGS],
] as const)('knows every flag that the schema of %s describes, and Nx refuses none before', (_, schema, flags) => {
  expect(Object.keys(flags)).toEqual(expect.arrayContaining(Object.keys(schema.properties)));
  expect(schema.additionalProperties).toBe(true);
  for (const property of Object.values(schema.properties)) {
    expect(property.anyOf).toEqual([{ type: ['string', 'number', 'boolean'] }, { type: 'array' }]);
  }
});
