import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactManifest } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploymentRecords, physicalNames } from './deployment-records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stack = { accountId: '123456789012', region: 'eu-west-1', stackName: 'orders-ann' };

const manifest: ArtifactManifest = {
  schema: 1,
  service: 'orders',
  function: 'CreateOrder',
  codeSha256: 'iNR3rTE3iXo4qkAAyYNS4pGz7NTKuFtmXuN0BGQWlEU=',
  zipSize: 100,
  unzippedSize: 200,
  runtime: 'nodejs22.x',
  handler: 'src/create.handler',
  architecture: 'x86_64',
  inputs: [],
  packages: [],
  externals: [],
  tools: {},
  sourceMaps: [],
};

describe('physical names', () => {
  it('come back for the stack that they were remembered for, and for no other', async () => {
    const names = physicalNames(folder);
    expect(await names.remember(stack, { CreateOrder: 'orders-ann-CreateOrder-1A2B' })).toMatchObject({ ok: true });
    expect(await names.recall(stack)).toEqual({ ok: true, value: { CreateOrder: 'orders-ann-CreateOrder-1A2B' } });
    expect(await names.recall({ ...stack, region: 'us-east-1' })).toEqual({ ok: true, value: undefined });
  });

  it('count as forgotten when their file is broken, and can be remembered again', async () => {
    const names = physicalNames(folder);
    await names.remember(stack, { A: 'a' });
    const [file = ''] = readdirSync(join(folder, 'names'));
    writeFileSync(join(folder, 'names', file), '{"subject":["12');
    expect(await names.recall(stack)).toEqual({ ok: true, value: undefined });
    await names.remember(stack, { A: 'b' });
    expect(await names.recall(stack)).toEqual({ ok: true, value: { A: 'b' } });
  });

  it('fail to be remembered where the folder can not be made', async () => {
    writeFileSync(join(folder, 'names'), 'a file');
    expect(await physicalNames(folder).remember(stack, {})).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-DEPLOY-RECORD' }],
    });
  });
});

describe('deployment records', () => {
  const subject = { ...stack, environment: 'ann', service: 'orders', logicalId: 'CreateOrder' };

  it('come back whole', async () => {
    const { stackName: _, ...place } = subject;
    const record = { schema: 1, ...place, physicalName: 'orders-ann-create', manifest, commit: 'c0ffee' } as const;
    await deploymentRecords(folder).remember(record);
    expect(await deploymentRecords(folder).recall(subject)).toEqual({ ok: true, value: record });
  });

  it('leave no draft behind', async () => {
    const records = deploymentRecords(folder);
    const record = { schema: 1, ...subject, physicalName: 'x', manifest } as const;
    await Promise.all(Array.from({ length: 20 }, () => records.remember(record)));
    expect(readdirSync(join(folder, 'deployments'))).toHaveLength(1);
  });
});
