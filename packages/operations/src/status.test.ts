import { failed, type StatusReport } from '@nx-lambda/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import {
  addAlias,
  addFunction,
  createSampleCloud,
  ordersService,
  requestFor,
  type SampleCloud,
} from './deploy-sample.ts';
import { readStatus, type StatusPorts } from './status.ts';

let cloud: SampleCloud;
beforeEach(() => {
  cloud = createSampleCloud();
});

const emit = () => undefined;

async function status(
  service: Parameters<typeof ordersService>[0],
  { ports = cloud.ports, pattern }: { readonly ports?: StatusPorts; readonly pattern?: string } = {},
): Promise<StatusReport> {
  const { environment, options } = requestFor([]);
  const services = [ordersService(service)];
  const asked = pattern === undefined ? {} : { functionPattern: pattern };
  const read = await readStatus({ environment, services, options, ...asked }, ports, emit);
  if (!read.ok) throw new Error(read.failures[0].message);
  return read.value;
}

describe('readStatus', () => {
  it('tells what a deployment left, with the commit that was checked out', async () => {
    const functions = [
      addFunction(cloud, 'api', { built: 'new', deployed: 'old' }),
      addFunction(cloud, 'job', { built: 'same', deployed: 'same' }),
    ];
    await deployServices(requestFor(functions, { commit: 'c0ffee' }), cloud.ports, emit);
    cloud.artifacts.delete('orders/api');
    const report = await status(functions);
    expect(report.functions).toMatchObject([
      { logicalId: 'api', codeSha256: 'new', origin: 'ours', commit: 'c0ffee', drift: 'not-built' },
      { logicalId: 'job', codeSha256: 'same', origin: 'ours', drift: 'same' },
    ]);
    expect(report.functions[1]).not.toHaveProperty('commit');
    expect(report.counts).toMatchObject({ same: 1, notBuilt: 1 });
  });

  it('sees that somebody else deployed since', async () => {
    const functions = [addFunction(cloud, 'api', { built: 'new', deployed: 'old' })];
    await deployServices(requestFor(functions, { commit: 'c0ffee' }), cloud.ports, emit);
    const [name = '', found] = [...cloud.functions][0] ?? [];
    if (found !== undefined) cloud.functions.set(name, { ...found, codeSha256: 'theirs' });
    expect((await status(functions)).functions).toMatchObject([{ origin: 'other', drift: 'differs' }]);
  });

  it('asks GetFunction once for each function, builds nothing and writes nothing', async () => {
    const functions = ['a', 'b', 'c'].map((id) => addFunction(cloud, id, { built: 'new', deployed: 'old' }));
    cloud.artifacts.clear();
    await status(functions);
    expect(cloud.calls.toSorted()).toEqual(
      ['a', 'b', 'c'].map((id) => `getFunction orders-anna-${id}`).concat('identity'),
    );
    expect(cloud.mutations()).toEqual([]);
  });

  it('goes on where one function can not be read, and tells of functions that are not there', async () => {
    const functions = [
      addFunction(cloud, 'api', { built: 'new', deployed: 'new' }),
      addFunction(cloud, 'gone', { built: 'new', deployed: 'new' }),
      addFunction(cloud, 'denied', { built: 'new', deployed: 'new' }),
    ];
    cloud.functions.delete('orders-anna-gone');
    const ports: StatusPorts = {
      ...cloud.ports,
      lambda: {
        ...cloud.ports.lambda,
        getFunction: async (name) =>
          name.endsWith('denied')
            ? failed({ code: 'NXL-AWS-ACCESS-DENIED', message: 'Denied.', advice: 'Ask.' })
            : cloud.ports.lambda.getFunction(name),
      },
    };
    expect((await status(functions, { ports })).functions).toMatchObject([
      { kind: 'deployed', drift: 'same' },
      { kind: 'missing', failure: { code: 'NXL-PLAN-FUNCTION-MISSING' } },
      { kind: 'unreadable', failure: { code: 'NXL-AWS-ACCESS-DENIED' } },
    ]);
  });

  it('counts an artifact that can not be used as none, and says so', async () => {
    const functions = [addFunction(cloud, 'api', { built: 'new', deployed: 'old' })];
    const broken = failed({ code: 'NXL-PACKAGE-MANIFEST', message: 'Broken.', advice: 'Build again.' });
    const report = await status(functions, { ports: { ...cloud.ports, artifacts: { manifest: async () => broken } } });
    expect(report.functions).toMatchObject([{ drift: 'not-built' }]);
    expect(report.notices.map(({ code }) => code)).toEqual(['NXL-PACKAGE-MANIFEST']);
  });

  it('tells where an alias leads to, and that who invokes it runs other code than is built here', async () => {
    const fn = addAlias(cloud, addFunction(cloud, 'api', { built: 'new', deployed: 'old' }));
    const latest = cloud.functions.get('orders-anna-api');
    if (latest !== undefined) cloud.functions.set('orders-anna-api', { ...latest, codeSha256: 'new' });
    const behind = { kind: 'found', name: 'live', version: '1', codeSha256: 'old', drift: 'differs' };
    expect((await status([fn])).functions).toMatchObject([{ codeSha256: 'new', drift: 'differs', aliases: [behind] }]);
    await deployServices(requestFor([fn]), cloud.ports, emit);
    const led = { kind: 'found', name: 'live', version: '2', codeSha256: 'new', drift: 'same' };
    expect((await status([fn])).functions).toMatchObject([{ drift: 'same', aliases: [led] }]);
    cloud.aliases.clear();
    expect((await status([fn])).functions).toMatchObject([
      { aliases: [{ kind: 'missing', name: 'live' }], refusal: { code: 'NXL-PLAN-ALIAS-MISSING' } },
    ]);
  });

  it('is about the functions that --function matches', async () => {
    const functions = ['api', 'job'].map((id) => addFunction(cloud, id, { built: 'new', deployed: 'old' }));
    expect((await status(functions, { pattern: 'j*' })).functions.map(({ logicalId }) => logicalId)).toEqual(['job']);
  });

  it('fails as a whole where every call would fail alike', async () => {
    const functions = [addFunction(cloud, 'api', { built: 'new', deployed: 'old' })];
    const expired = failed({ code: 'NXL-AWS-CREDENTIALS-EXPIRED', message: 'Expired.', advice: 'Sign in.' });
    const ports = { ...cloud.ports, lambda: { ...cloud.ports.lambda, getFunction: async () => expired } };
    await expect(status(functions, { ports })).rejects.toThrow('Expired.');
    const identity = { callerIdentity: async () => expired };
    await expect(status(functions, { ports: { ...cloud.ports, identity } })).rejects.toThrow('Expired.');
  });
});
