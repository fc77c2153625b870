/** invoke-cloud through Nx: results, errors of the function and errors of the command. */
import type { InvokeReport } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';

let shop: Shop;

/** Every test finds orders deployed as it is built, and changes nothing. */
beforeAll(async () => {
  shop = await startShop('invoke', { stacks: [{ environment: 'ann' }, { environment: 'bob' }] });
  await shop.deployAll();
});
afterAll(() => shop.stop());

const invoke = (args: readonly string[], input?: string) =>
  shop.run(['run', ...args], input === undefined ? {} : { input });

describe('invoke-cloud', () => {
  it('sends the event of its configuration and shows the answer, the log lines and the figures', async () => {
    const { code, output } = await invoke(['orders:invoke-cloud:CreateOrder']);
    expect(code).toBe(0);
    expect(output).toContain('"orderId\\":\\"o-1\\",\\"total\\":1080');
    expect(output).toContain('order o-1: 1 line(s), 1080 cents');
    expect(output).toMatch(/orders CreateOrder answered in \d/);
    expect(output).toMatch(/billed .+, memory \d+ of 256 MB, cold start/);
    expect(output).toMatch(/request [0-9a-f-]{36}/);
  });

  it('sends --payload to --function, and prints nothing of its own around the payload', async () => {
    const { code, stdout } = await invoke([
      'orders:invoke-cloud',
      '--function=GetOrder',
      '--payload={"id":"o-2"}',
      '--output=payload',
    ]);
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(lines).toEqual([
      JSON.stringify({
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'o-2', state: 'placed' }),
      }),
    ]);
  });

  it('reads the payload from standard input with --payload=-', async () => {
    const { code, stdout } = await invoke(
      ['orders:invoke-cloud', '--function=GetOrder', '--payload=-', '--output=payload'],
      '{"id":"from stdin"}',
    );
    expect(stdout).toContain('from stdin');
    expect(code).toBe(0);
  });

  it('prints everything as JSON with --output=json', async () => {
    const run = await invoke(['orders:invoke-cloud', '--function=GetOrder', '--output=json']);
    expect(run.code).toBe(0);
    const report: InvokeReport = JSON.parse(run.stdout.slice(run.stdout.indexOf('{'), run.stdout.lastIndexOf('}') + 1));
    expect(report).toMatchObject({
      schema: 1,
      command: 'invoke-cloud',
      service: 'orders',
      logicalId: 'GetOrder',
      physicalName: 'orders-ann-GetOrder-1A2B3C4D5E',
      accountId: '123456789012',
      region: 'us-east-1',
      kind: 'result',
    });
    expect(report).not.toHaveProperty('codeNotice');
    expect(JSON.parse(report.payload ?? '')).toMatchObject({ statusCode: 400 });
  });

  it('queues the event with --async', async () => {
    const { code, output } = await invoke(['orders:invoke-cloud', '--function=GetOrder', '--async']);
    expect(code).toBe(0);
    expect(output).toContain('accepted the event');
    await shop.control.idle();
  });

  it('exits with 1 on an error of the function, and shows where in the TypeScript source it was thrown', async () => {
    const { code, output } = await invoke(['orders:invoke-cloud', '--function=CancelOrder', '--payload={"id":""}']);
    expect(code).toBe(1);
    expect(output).toContain('Error: An order without id can not be cancelled');
    expect(output).toContain('services/orders/src/cancel.ts:4:30');
    expect(output).not.toContain('/var/task/src/cancel.js');
  });

  it('warns when the deployed code is not what is built', async () => {
    await shop.workspace.edit('services/orders/src/get.ts', "'placed'", "'taken'");
    expect((await shop.run(['run', 'orders:build'])).code).toBe(0);
    const { code, output } = await invoke(['orders:invoke-cloud', '--function=GetOrder', '--payload={"id":"o-3"}']);
    await shop.workspace.edit('services/orders/src/get.ts', "'taken'", "'placed'");
    expect((await shop.run(['run', 'orders:build'])).code).toBe(0);
    expect(code).toBe(0);
    expect(output).toContain('The deployed code is not what is built here: `nx run orders:deploy-feature` deploys it.');
  });
});

describe('invoke-cloud refuses, and invokes nothing,', () => {
  const refusals = [
    {
      what: 'a function that the service does not have, and suggests one',
      args: ['--function=CreatOrder'],
      code: 'NXL-INVOKE-UNKNOWN-FUNCTION',
      says: 'CreateOrder',
    },
    {
      what: 'to guess among several functions',
      args: ['--payload={}'],
      code: 'NXL-INVOKE-WHICH-FUNCTION',
      says: 'CancelOrder',
    },
    {
      what: 'an event that does not exist, and names those that do',
      args: ['--event=created'],
      code: 'NXL-INVOKE-NO-EVENT',
      says: 'CreateOrder',
    },
    {
      what: 'a configuration that does not exist, which Nx itself would drop',
      args: ['--configuration=CreateOrdr', '--function=CreateOrder'],
      code: 'NXL-INVOKE-NO-EVENT',
      says: 'CreateOrder',
    },
    {
      what: 'a payload that is no JSON, and says where',
      args: ['--function=GetOrder', '--payload={"id": o-2}'],
      code: 'NXL-INVOKE-PAYLOAD-JSON',
      says: 'line 1, column 8',
    },
    {
      what: 'a function that does not exist in the environment',
      args: ['--function=GetOrder', '--environment=carl'],
      code: 'NXL-',
      says: 'carl',
    },
  ];
  for (const { what, args, code, says } of refusals) {
    it(what, async () => {
      const run = await invoke(['orders:invoke-cloud', ...args]);
      expect(run.output).toContain(code);
      expect(run.output).toContain(says);
      expect(run.code).toBe(1);
      expect(shop.control.calls.count({ operation: 'Invoke' })).toBe(0);
    });
  }
});
