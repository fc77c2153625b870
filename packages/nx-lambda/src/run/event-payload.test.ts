import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEventPayload } from './event-payload.ts';

const service: Service = {
  name: 'orders',
  root: 'services/orders',
  functions: [],
  undeployable: [],
  definitionFiles: [],
  events: ['Create.small'],
  failures: [],
  notices: [],
};

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nx-lambda-event-'));
  await mkdir(join(root, 'services/orders/events'), { recursive: true });
  await writeFile(join(root, 'services/orders/events/Create.small.json'), '{"cents":1}');
  await writeFile(join(root, 'own.json'), '{"own":true}');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const read = async (given: { event?: string; payload?: string }) => {
  const result = await readEventPayload(service, given, root, async () => Buffer.from('{"piped":1}'));
  if (!result.ok) return result.failures[0];
  const { payload, event } = result.value;
  return { text: new TextDecoder().decode(payload.bytes), origin: payload.origin, event };
};

describe('readEventPayload', () => {
  it('reads an event by its name, by a path from the root and by one from the service', async () => {
    const path = 'services/orders/events/Create.small.json';
    const small = { text: '{"cents":1}', event: 'Create.small' };
    expect(await read({ event: 'Create.small' })).toEqual({ ...small, origin: { kind: 'file', path } });
    expect(await read({ event: path })).toEqual({ ...small, origin: { kind: 'file', path } });
    expect(await read({ event: 'events/Create.small.json' })).toMatchObject(small);
    expect(await read({ event: 'own.json' })).toMatchObject({ text: '{"own":true}', event: 'own' });
  });

  it('takes text, standard input, and an empty object when nothing is given', async () => {
    expect(await read({ payload: '[1]' })).toMatchObject({ text: '[1]', origin: { kind: 'option' } });
    expect(await read({ payload: '-' })).toMatchObject({ text: '{"piped":1}', origin: { kind: 'stdin' } });
    expect(await read({})).toMatchObject({ text: '{}', origin: { kind: 'default' } });
  });

  it('suggests the event that a mistyped one is close to', async () => {
    expect(await read({ event: 'Create.smal' })).toMatchObject({
      code: 'NXL-INVOKE-NO-EVENT',
      advice: 'Did you mean Create.small?',
    });
    expect(await read({ event: 'events/None.json' })).toMatchObject({ code: 'NXL-INVOKE-NO-EVENT' });
  });

  it('refuses an event together with a payload', async () => {
    expect(await read({ event: 'Create.small', payload: '{}' })).toMatchObject({ code: 'NXL-INVOKE-TWO-PAYLOADS' });
  });
});
