import type { DeployReport, Failure } from '@nx-lambda/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import type { DeployRequest } from './deploy-request.ts';
import { addAlias, addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';

const NAME = 'orders-anna-Api';

let cloud: SampleCloud;

beforeEach(() => {
  cloud = createSampleCloud();
});

function addApi(deployed = 'old') {
  return addAlias(cloud, addFunction(cloud, 'Api', { built: 'new', deployed }));
}

async function deploy(fn = addApi(), change: Partial<DeployRequest> = {}, signal?: AbortSignal): Promise<DeployReport> {
  const result = await deployServices(
    requestFor([fn], change),
    cloud.ports,
    (event) => cloud.events.push(event),
    signal,
  );
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function codeOfAlias(): string | undefined {
  const version = cloud.aliases.get(`${NAME}:live`)?.version;
  return cloud.versions.get(`${NAME}:${version}`)?.codeSha256;
}

function failure(code: Failure['code']): Failure {
  return { code, message: 'No.', advice: 'None.' };
}

/** Somebody else publishes this code and moves the alias to it. */
function moveByOthers(codeSha256: string): void {
  const latest = cloud.functions.get(NAME);
  const alias = cloud.aliases.get(`${NAME}:live`);
  if (latest === undefined || alias === undefined) throw new Error('the sample has both');
  cloud.versions.set(`${NAME}:2`, { ...latest, codeSha256, version: '2', state: 'Active' });
  cloud.aliases.set(`${NAME}:live`, { ...alias, version: '2', revisionId: 'theirs' });
}

describe('a function that is invoked through an alias', () => {
  it('gets its code, then a version, then its alias there, and says so', async () => {
    const report = await deploy();
    expect(cloud.mutations()).toEqual([
      `updateFunctionCode ${NAME} zip`,
      `publishVersion ${NAME}`,
      `updateAlias ${NAME}:live 2`,
    ]);
    const previous = { previousVersion: '1', previousCodeSha256: 'old' };
    expect(report.outcomes[0]).toMatchObject({
      kind: 'updated',
      upload: 'direct',
      published: { version: '2', aliases: [{ name: 'live', version: '2', ...previous }] },
    });
    expect(codeOfAlias()).toBe('new');
    expect((await deploy(addSame())).outcomes[0]).toMatchObject({ kind: 'skipped', reason: 'same code' });
    expect(cloud.mutations()).toHaveLength(3);
  });

  /** The function as it is now, without putting anything anew. */
  function addSame() {
    const { functions, versions, aliases } = cloud;
    const kept = [new Map(functions), new Map(versions), new Map(aliases)] as const;
    const fn = addApi();
    for (const [key, value] of kept[0]) functions.set(key, value);
    for (const [key, value] of kept[1]) versions.set(key, value);
    for (const [key, value] of kept[2]) aliases.set(key, value);
    return fn;
  }

  it('is only published where a run before ended between update and move', async () => {
    const fn = addApi();
    const latest = cloud.functions.get(NAME);
    if (latest !== undefined) cloud.functions.set(NAME, { ...latest, codeSha256: 'new' });
    const report = await deploy(fn);
    expect(cloud.mutations()).toEqual([`publishVersion ${NAME}`, `updateAlias ${NAME}:live 2`]);
    expect(report.outcomes[0]).toMatchObject({ kind: 'updated', upload: 'none', published: { version: '2' } });
  });

  it('takes the version that a run before published already', async () => {
    const fn = addApi();
    const latest = cloud.functions.get(NAME);
    if (latest !== undefined) {
      cloud.functions.set(NAME, { ...latest, codeSha256: 'new' });
      cloud.versions.set(`${NAME}:2`, { ...latest, codeSha256: 'new', version: '2' });
    }
    await deploy(fn);
    expect(cloud.versions.size).toBe(2);
    expect(codeOfAlias()).toBe('new');
  });

  it('is told as to be published by a dry run, which writes nothing', async () => {
    const report = await deploy(addApi(), { dryRun: true });
    expect(report.outcomes[0]).toMatchObject({ kind: 'would-update', publish: { moves: [{ alias: 'live' }] } });
    expect(cloud.mutations()).toEqual([]);
  });

  it('keeps its old version until the new one is ready', async () => {
    cloud.pendingLooks = 3;
    const before: (string | undefined)[] = [];
    cloud.beforeMove = () => {
      before.push(codeOfAlias(), String(cloud.calls.filter((call) => call === `getFunction ${NAME}:2`).length));
      return undefined;
    };
    await deploy({ ...addApi(), snapStart: true });
    expect(before).toEqual(['old', '4']);
  });

  it('fails with the alias where it was when the version does not get ready in time', async () => {
    cloud.pendingLooks = 1_000_000;
    const report = await deploy(addApi(), { timeout: 5000 });
    expect(report.outcomes[0]).toMatchObject({ kind: 'failed', failure: { code: 'NXL-DEPLOY-TIMEOUT' } });
    expect(report.outcomes[0]).toMatchObject({
      failure: { message: expect.stringContaining('has the new code, but') },
    });
    expect(codeOfAlias()).toBe('old');
  });

  it('is not moved over what somebody else moved it to, but with --force', async () => {
    cloud.beforePublish = () => {
      moveByOthers('theirs');
      return undefined;
    };
    const report = await deploy();
    expect(report.outcomes[0]).toMatchObject({ kind: 'failed', failure: { code: 'NXL-DEPLOY-ALIAS-CONFLICT' } });
    expect(codeOfAlias()).toBe('theirs');
    cloud = createSampleCloud();
    cloud.beforePublish = () => {
      moveByOthers('theirs');
      return undefined;
    };
    expect((await deploy(addApi(), { force: true })).counts.updated).toBe(1);
    expect(codeOfAlias()).toBe('new');
  });

  it('is told as skipped where somebody else brought code and alias', async () => {
    const fn = addApi();
    cloud.beforeUpdate = () => {
      const latest = cloud.functions.get(NAME);
      if (latest !== undefined) cloud.functions.set(NAME, { ...latest, codeSha256: 'new', revisionId: 'theirs' });
      moveByOthers('new');
      return undefined;
    };
    expect((await deploy(fn)).outcomes[0]).toMatchObject({ kind: 'skipped', reason: 'same code' });
  });

  it('is moved once although the answer was lost', async () => {
    let lost = true;
    cloud.afterMove = () => {
      if (!lost) return undefined;
      lost = false;
      return failure('NXL-AWS-NETWORK');
    };
    expect((await deploy()).outcomes[0]).toMatchObject({ kind: 'updated' });
    expect(cloud.mutations().filter((call) => call.startsWith('updateAlias'))).toHaveLength(1);
  });

  it('does not publish code that came in between', async () => {
    cloud.beforePublish = () => {
      const latest = cloud.functions.get(NAME);
      if (latest !== undefined) cloud.functions.set(NAME, { ...latest, codeSha256: 'theirs' });
      return undefined;
    };
    const report = await deploy();
    expect(report.outcomes[0]).toMatchObject({ kind: 'failed', failure: { code: 'NXL-DEPLOY-OVERWRITTEN' } });
    expect(codeOfAlias()).toBe('old');
  });

  it('is not moved any more once the command is interrupted', async () => {
    const abort = new AbortController();
    cloud.beforePublish = () => {
      abort.abort();
      return undefined;
    };
    const report = await deploy(addApi(), {}, abort.signal);
    expect(report.outcomes[0]).toMatchObject({ kind: 'failed', failure: { code: 'NXL-DEPLOY-INTERRUPTED' } });
    expect(report.outcomes[0]).toMatchObject({
      failure: { message: expect.stringContaining('has the new code, but') },
    });
    expect(codeOfAlias()).toBe('old');
  });

  it('asks GetAlias only where something is to be moved', async () => {
    const same = addAlias(cloud, addFunction(cloud, 'Api', { built: 'same', deployed: 'same' }));
    await deploy(same);
    expect(cloud.calls).toEqual(['identity', `getFunction ${NAME}`, `getFunction ${NAME}:live`]);
  });
});
