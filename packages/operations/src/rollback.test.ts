import {
  type DeployedCodePort,
  type DeployReport,
  failed,
  type LambdaFunction,
  type Result,
  success,
  type UndoTo,
} from '@nx-lambda/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import type { DeployRequest } from './deploy-request.ts';
import { addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';
import { listDeployments, type RollbackPorts, rollbackServices } from './rollback.ts';

let cloud: SampleCloud;
let functions: readonly LambdaFunction[];
let runs: number;
let deployedCode: DeployedCodePort;

beforeEach(() => {
  cloud = createSampleCloud();
  functions = ['A', 'B', 'C'].map((id) => addFunction(cloud, id, { built: 'one', deployed: 'foreign' }));
  runs = 0;
  deployedCode = { read: async ({ codeSha256 }) => success(new TextEncoder().encode(codeSha256)) };
});

function ports(): RollbackPorts {
  return { ...cloud.ports, kept: cloud.kept.port, deployedCode };
}

/** Builds these codes, by logical id. */
function build(codes: Readonly<Record<string, string>>): void {
  for (const [id, codeSha256] of Object.entries(codes)) {
    const manifest = cloud.artifacts.get(`orders/${id}`);
    if (manifest !== undefined) cloud.artifacts.set(`orders/${id}`, { ...manifest, codeSha256 });
  }
}

async function deploy(codes: Readonly<Record<string, string>>, change: Partial<DeployRequest> = {}) {
  build(codes);
  runs += 1;
  const request = requestFor(functions, { runId: `run-${runs}`, commit: `commit-${runs}`, ...change });
  return valueOf(await deployServices(request, ports(), () => undefined));
}

function rollback(to: UndoTo = { kind: 'deployments', count: 1 }, change: Partial<DeployRequest> = {}) {
  runs += 1;
  const { undo: _, ...request } = requestFor(functions, { runId: `run-${runs}`, ...change });
  return rollbackServices({ ...request, to }, ports(), () => undefined);
}

function valueOf(result: Result<DeployReport>): DeployReport {
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function told({ outcomes }: DeployReport): readonly string[] {
  return outcomes.map((outcome) => {
    if ('failure' in outcome) return outcome.failure.code;
    return 'reason' in outcome ? outcome.reason : outcome.kind;
  });
}

function live(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(['A', 'B', 'C'].map((id) => [id, cloud.functions.get(`orders-anna-${id}`)?.codeSha256]));
}

const back = (count: number): UndoTo => ({ kind: 'deployments', count });
const toCode = (prefix: string): UndoTo => ({ kind: 'code', prefix });

describe('a rollback', () => {
  it('brings back what the last deployment replaced, and leaves the rest alone', async () => {
    await deploy({});
    await deploy({ A: 'two', B: 'two' });
    const report = valueOf(await rollback());
    expect(live()).toEqual({ A: 'one', B: 'one', C: 'one' });
    expect(told(report)).toEqual(['updated', 'updated', 'not part of the last deployment']);
    expect(report).toMatchObject({ command: 'rollback-feature', outcomes: [{ restored: true }, {}, {}] });
  });

  it('goes one deployment further each time, as --to does at once', async () => {
    await deploy({});
    await deploy({ A: 'two' });
    await deploy({ A: 'three', B: 'three' });
    valueOf(await rollback());
    expect(live()).toEqual({ A: 'two', B: 'one', C: 'one' });
    valueOf(await rollback());
    expect(live()).toEqual({ A: 'one', B: 'one', C: 'one' });
    valueOf(await rollback());
    expect(live()).toEqual({ A: 'foreign', B: 'foreign', C: 'foreign' });
    await deploy({ A: 'four', B: 'four', C: 'four' });
    await deploy({ A: 'five' });
    valueOf(await rollback(back(2)));
    expect(live()).toEqual({ A: 'foreign', B: 'foreign', C: 'foreign' });
  });

  it('to a code goes where the function had it, also forward again', async () => {
    await deploy({});
    await deploy({ A: 'second' });
    valueOf(await rollback());
    const report = valueOf(await rollback(toCode('seco')));
    expect(live()).toEqual({ A: 'second', B: 'one', C: 'one' });
    expect(told(report)).toEqual(['updated', 'had no code seco', 'had no code seco']);
    expect(await rollback(toCode('nothing'))).toMatchObject({ failures: [{ code: 'NXL-OPTION-TO' }] });
  });

  it('fails where nothing, or not so much, was deployed from here', async () => {
    expect(await rollback()).toMatchObject({ failures: [{ code: 'NXL-PLAN-NOTHING-TO-UNDO' }] });
    await deploy({});
    expect(await rollback(back(2))).toMatchObject({ failures: [{ code: 'NXL-PLAN-NOTHING-TO-UNDO' }] });
  });

  it('shows with a dry run what it would do, and does nothing', async () => {
    await deploy({});
    const before = cloud.mutations().length;
    const report = valueOf(await rollback(back(1), { dryRun: true }));
    expect(told(report)).toEqual(Array.from({ length: 3 }, () => 'back to foreign'));
    expect(cloud.mutations()).toHaveLength(before);
    await deploy({ A: 'two' });
    const known = valueOf(await rollback(back(1), { dryRun: true }));
    expect(told(known)[0]).toMatch(/^back to one \(commit-1, deployed at 1970-.*Z\)$/);
  });

  it('takes what --function leaves out into no account', async () => {
    await deploy({ A: 'one' }, { functionPattern: 'A' });
    await deploy({ A: 'two' }, { functionPattern: 'A' });
    await deploy({ B: 'two' }, { functionPattern: 'B' });
    const report = valueOf(await rollback(back(1), { functionPattern: 'A' }));
    expect(told(report)).toEqual(['updated', 'not matched by --function', 'not matched by --function']);
    expect(live()).toEqual({ A: 'one', B: 'two', C: 'foreign' });
  });

  it('writes over nothing that somebody else deployed since, unless the code is named', async () => {
    await deploy({});
    await deploy({ A: 'two', B: 'two' });
    const found = cloud.functions.get('orders-anna-A');
    if (found !== undefined) cloud.functions.set('orders-anna-A', { ...found, codeSha256: 'theirs', revisionId: 'x' });
    expect(told(valueOf(await rollback()))).toEqual([
      'NXL-PLAN-NOT-OURS',
      'updated',
      'not part of the last deployment',
    ]);
    expect(live()).toMatchObject({ A: 'theirs', B: 'one' });
    valueOf(await rollback(toCode('foreign')));
    expect(live()).toEqual({ A: 'foreign', B: 'foreign', C: 'foreign' });
  });

  it('refuses what the deployed configuration does not fit', async () => {
    await deploy({});
    await deploy({ A: 'two' });
    const found = cloud.functions.get('orders-anna-A');
    if (found !== undefined) cloud.functions.set('orders-anna-A', { ...found, handler: 'new.handler' });
    const report = valueOf(await rollback());
    expect(report.outcomes[0]).toMatchObject({ kind: 'refused', failure: { code: 'NXL-PLAN-PROVISION-FIRST' } });
  });

  it('passes no guard', async () => {
    await deploy({});
    const found = cloud.functions.get('orders-anna-A');
    if (found !== undefined) cloud.functions.set('orders-anna-A', { ...found, tags: { kind: 'read', tags: {} } });
    expect(told(valueOf(await rollback()))[0]).toBe('NXL-PLAN-NOT-FEATURE');
  });

  it('fails for a code that is not kept any more, before anything is written to its function', async () => {
    await deploy({});
    cloud.kept.zips.delete('foreign');
    const before = cloud.mutations().length;
    expect(told(valueOf(await rollback()))).toEqual(Array.from({ length: 3 }, () => 'NXL-DEPLOY-NOT-KEPT'));
    expect(cloud.mutations()).toHaveLength(before);
  });
});

describe('after a rollback', () => {
  it('a deployment brings the built code again, and says what it takes back', async () => {
    await deploy({});
    await deploy({ A: 'two' });
    valueOf(await rollback());
    const report = await deploy({}, { dryRun: true });
    expect(told(report)[0]).toMatch(/^code differs: rolled back at 1970-.*Z$/);
    await deploy({});
    expect(live()).toMatchObject({ A: 'two' });
    valueOf(await rollback());
    expect(live()).toMatchObject({ A: 'one' });
  });

  it('the record tells of the commit of the code that is back', async () => {
    await deploy({});
    await deploy({ A: 'two' });
    valueOf(await rollback());
    const record = cloud.records.get('A');
    expect(record).toMatchObject({ commit: 'commit-1', manifest: { codeSha256: 'one' } });
    expect(record?.restoredAt).toMatch(/Z$/);
  });
});

describe('code of somebody else', () => {
  it('is read beside its update, once for all functions that have it', async () => {
    const read: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    deployedCode = {
      read: async ({ codeSha256 }) => {
        read.push(codeSha256);
        await held;
        return success(new TextEncoder().encode(codeSha256));
      },
    };
    // All updates are taken while the code is still being read.
    cloud.afterUpdate = () => {
      if (cloud.mutations().length === 3) letGo();
      return undefined;
    };
    expect(told(await deploy({}))).toEqual(['updated', 'updated', 'updated']);
    expect(read).toEqual(['foreign']);
    expect(cloud.kept.zips.has('foreign')).toBe(true);
  });

  it('is read before its update is sent, and once more beside it where that failed', async () => {
    const order: string[] = [];
    deployedCode = {
      read: async ({ codeSha256 }) => {
        order.push('read');
        if (order.length === 1) return failed({ code: 'NXL-AWS-CODE-UNREAD', message: 'Gone.', advice: 'None.' });
        return success(new TextEncoder().encode(codeSha256));
      },
    };
    cloud.beforeUpdate = () => {
      order.push('update');
      return undefined;
    };
    expect((await deploy({})).notices).toEqual([]);
    expect(order[0]).toBe('read');
    expect(order.filter((what) => what === 'read')).toHaveLength(2);
    expect(cloud.kept.zips.has('foreign')).toBe(true);
  });

  it('is not read where nothing is to be written', async () => {
    const read: string[] = [];
    deployedCode = {
      read: async ({ codeSha256 }) => {
        read.push(codeSha256);
        return success(new TextEncoder().encode(codeSha256));
      },
    };
    await deploy({}, { dryRun: true });
    await deploy({ A: 'foreign', B: 'foreign', C: 'foreign' });
    expect(read).toEqual([]);
  });

  it('that can not be read fails no deployment, and is told once', async () => {
    deployedCode = {
      read: async () => failed({ code: 'NXL-AWS-CODE-UNREAD', message: 'Gone.', advice: 'None.' }),
    };
    const report = await deploy({});
    expect(told(report)).toEqual(['updated', 'updated', 'updated']);
    expect(report.notices).toMatchObject([
      { code: 'NXL-DEPLOY-NO-UNDO', message: expect.stringContaining('cannot be undone from here: Gone.') },
    ]);
  });
});

it('takes back a deployment that was cut off, as far as it arrived', async () => {
  await deploy({});
  build({ A: 'two', B: 'two', C: 'two' });
  // As if the process was ended after two of three updates were noted, and one was taken.
  for (const id of ['A', 'B']) {
    const [first] = cloud.kept.notes.get(id) ?? [];
    if (first === undefined) throw new Error('the first deployment is noted');
    const cut = { ...first, runId: 'cut', at: '2001-01-01T00:00:00.000Z', previous: first.next, proven: false };
    cloud.kept.notes.set(id, [first, { ...cut, next: { ...first.next, codeSha256: 'two' } }]);
  }
  const found = cloud.functions.get('orders-anna-A');
  if (found !== undefined) cloud.functions.set('orders-anna-A', { ...found, codeSha256: 'two', revisionId: 'x' });
  const report = valueOf(await rollback());
  expect(told(report)).toEqual(['updated', 'not part of the last deployment', 'not part of the last deployment']);
  expect(live()).toEqual({ A: 'one', B: 'one', C: 'one' });
});

it('lists what was deployed from here, newest first, with the numbers that --to takes', async () => {
  await deploy({});
  await deploy({ A: 'two' });
  await deploy({ A: 'three' });
  valueOf(await rollback());
  const { undo: _, ...request } = requestFor(functions);
  const listed = await listDeployments(request, ports(), () => undefined);
  expect(listed).toMatchObject({
    ok: true,
    value: { command: 'rollback-feature', kept: ['foreign', 'one', 'three', 'two'] },
  });
  const deployments = listed.ok ? listed.value.deployments : [];
  expect(deployments.map(({ command, number, commit }) => [command, number, commit])).toEqual([
    ['rollback-feature', undefined, undefined],
    ['deploy-feature', undefined, 'commit-3'],
    ['deploy-feature', 1, 'commit-2'],
    ['deploy-feature', 2, 'commit-1'],
  ]);
  expect(deployments[1]?.functions).toMatchObject([{ logicalId: 'A', state: 'taken-back', previousCodeSha256: 'two' }]);
});
