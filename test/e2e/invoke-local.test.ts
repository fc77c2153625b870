/** invoke-local through Nx: a function of the sample runs here as the deployed one would. */
import type { InvokeReport } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';
import { hasTerminal, NO_TERMINAL, openTerminal } from './setup/terminal.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('local');
});
afterAll(() => shop.stop());

const run = (...args: readonly string[]) => shop.run(['run', ...args]);

describe('invoke-local', () => {
  it('runs the code that lies here with the role of the deployed function, and deploys nothing', async () => {
    const { code, output, mutations } = await run('orders:invoke-local:CreateOrder');
    expect(output).toContain('order o-1: 1 line(s), 1080 cents');
    expect(output).toContain('as its role: arn:aws:sts::123456789012:assumed-role/orders-ann-create/nx-lambda-ann');
    expect(output).toMatch(/orders CreateOrder answered in \d/);
    expect(mutations).toEqual([]);
    expect(shop.control.calls.count({ operation: 'Invoke' })).toBe(0);
    expect(code).toBe(0);
  });

  it('tells an error of the function at its TypeScript line, and fails', async () => {
    const { code, output } = await run('orders:invoke-local', '--function=CancelOrder', '--payload={"id":""}');
    expect(output).toContain('An order without id can not be cancelled');
    expect(output).toContain('services/orders/src/cancel.ts:4:30');
    expect(code).toBe(1);
  });

  it('tells everything as JSON with --output=json', async () => {
    const { stdout } = await run(
      'orders:invoke-local',
      '--function=GetOrder',
      '--payload={"id":"o-2"}',
      '--output=json',
    );
    const report: InvokeReport = JSON.parse(stdout.slice(stdout.indexOf('{\n'), stdout.lastIndexOf('}') + 1));
    expect(report).toMatchObject({ command: 'invoke-local', kind: 'result', identity: { kind: 'role' } });
    expect(stdout).not.toContain('stand-in-secret-access-key');
  });

  it('runs again at each save and as an edited template says, until Ctrl-C', async ({ skip }) => {
    if (!hasTerminal()) skip(NO_TERMINAL);
    const [source, template] = ['services/orders/src/create.ts', 'services/orders/template.yaml'];
    const before = await Promise.all([source, template].map((path) => shop.workspace.read(path)));
    const session = openTerminal(shop.workspace, ['run', 'orders:invoke-local:CreateOrder', '--watch']);
    try {
      await session.shows('order o-1: 1 line(s), 1080 cents');
      await session.shows('Waiting for a change');
      await shop.workspace.edit(source, 'order ${event.id}', 'new order ${event.id}');
      await session.shows('services/orders/src/create.ts changed');
      await session.shows('new order o-1');
      await session.shows('Waiting for a change');
      await shop.workspace.edit(template, 'src/create.handler', 'src/get.handler');
      await session.shows('services/orders/template.yaml changed');
      await session.shows('"state\\":\\"placed\\"');
      await session.shows('Waiting for a change');
      await shop.workspace.edit(template, 'Timeout: 5', 'Timeout: 9');
      await session.shows('nx run orders:provision-feature');
      await session.shows('Waiting for a change');
      // As Nx ends for tasks that are not continuous.
      expect((await session.interrupt()).code).toBe(130);
    } finally {
      await session.close();
      await shop.workspace.write(source, before[0] ?? '');
      await shop.workspace.write(template, before[1] ?? '');
    }
  });

  it('refuses an event that does not exist and a flag that it does not know', async () => {
    const event = await run('orders:invoke-local:created');
    expect(event.output).toContain('NXL-INVOKE-NO-EVENT');
    const flag = await run('orders:invoke-local:CreateOrder', '--qualifier=1');
    expect(flag.output).toContain('There is no flag --qualifier');
    expect([event.code, flag.code]).toEqual([1, 1]);
  });

  it('says which statement lets one assume the role', async () => {
    shop.control.distrust('arn:aws:iam::123456789012:role/orders-ann-create');
    const { code, output } = await run('orders:invoke-local:CreateOrder');
    expect(output).toContain('NXL-INVOKE-ROLE');
    expect(output).toContain('"Principal": {');
    expect(code).toBe(1);
    const own = await run('orders:invoke-local:CreateOrder', '--credentials=own');
    expect(own.output).toContain('with your own credentials: arn:aws:iam::123456789012:user/developer');
    expect(own.code).toBe(0);
  });
});

it('the generators write what the target takes', async () => {
  const generated = await shop.workspace.nx(['g', 'nx-lambda:event', 'orders', '--type=sqs', '--function=GetOrder']);
  expect(generated.code, generated.output).toBe(0);
  const { code, output } = await run('orders:invoke-local:GetOrder.sqs');
  expect(output).toContain('orders GetOrder answered');
  expect(code).toBe(0);
  const editor = await shop.workspace.nx(['g', 'nx-lambda:vscode', 'orders']);
  expect(editor.code, editor.output).toBe(0);
  expect(await shop.workspace.read('.vscode/launch.json')).toContain('orders GetOrder.sqs');
});
