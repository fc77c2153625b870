/** watch-feature through Nx with the packed plugin, in a terminal, as a developer has it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { cloudCode, type Shop, startShop } from './setup/shop.ts';
import { hasTerminal, NO_TERMINAL, openTerminal, type TerminalSession } from './setup/terminal.ts';

const FEES = Array.from({ length: 500 }, (_, index) => `fee${index}`);
const feeFile = (name: string, value: number): readonly [string, string] => [
  `libs/fees/src/${name}.ts`,
  `export const ${name} = ${value};\n`,
];
const FEES_INDEX = FEES.map((name) => `import { ${name} } from './${name}.ts';\n`).join('');

let shop: Shop;
let open: TerminalSession[] = [];

beforeAll(async () => {
  shop = await startShop('watch', {
    files: {
      ...Object.fromEntries(FEES.map((name) => feeFile(name, 1))),
      'libs/fees/src/index.ts': `${FEES_INDEX}export const fees = [${FEES.join()}];\n`,
      'services/catalog/src/list.ts':
        "import { fees } from '../../../libs/fees/src/index.ts';\nexport const handler = async () => fees;\n",
    },
  });
  await shop.deployAll();
  await shop.remember();
});
afterAll(() => shop.stop());
beforeEach(({ skip }) => {
  if (!hasTerminal()) skip(NO_TERMINAL);
});
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
  shop.control.change({ updateTime: 0 });
  await shop.reset();
});

async function watch(...nx: readonly string[]): Promise<TerminalSession> {
  shop.control.calls.reset();
  const session = openTerminal(shop.workspace, nx);
  open.push(session);
  await session.shows(/The same bytes: nothing to deploy in .*watched\n/);
  return session;
}

const CANCEL = 'services/orders/src/cancel.ts';
const cancelWith = async (state: string) => {
  const text = await shop.workspace.read(CANCEL);
  await shop.workspace.write(CANCEL, text.replace(/state: '[^']*'/, `state: '${state}'`));
};
const updates = () => shop.control.calls.count({ operation: 'UpdateFunctionCode' });
const deployedCode = () => cloudCode(shop.control, 'ann');

it('watches all services in one process, updates what contains the saved file, and sums up at Ctrl-C', async () => {
  const session = await watch('run-many', '-t', 'watch-feature');
  expect(session.shown()).toContain('Watching catalog, orders, payments, reports: 6 functions of ann\n');
  await shop.workspace.edit('libs/pricing/src/price.ts', 'return ', 'return 1 + ');
  await session.shows('libs/pricing/src/price.ts saved: 2 functions\n');
  await session.shows(/ChargeCard +updated /);
  await session.shows(/2 updated in .*\n/);
  const { code, shown } = await session.interrupt();
  expect(shown).toMatch(/Watched ann for .*: 2 updates in 2 rounds; everything that was saved is deployed\.\n/);
  expect(shown.match(/Watching /g)).toHaveLength(1);
  expect(updates()).toBe(2);
  expect(code).toBe(0);
});

it('shows answer and log lines of the event after each update with --invoke', async () => {
  const session = await watch('run', 'orders:watch-feature', '--invoke=CreateOrder');
  await shop.workspace.edit('services/orders/src/create.ts', 'order ${event.id}', 'new order ${event.id}');
  await session.shows(/CreateOrder +updated /);
  await session.shows('new order o-1: 1 line(s), 1080 cents');
  await session.shows(/orders CreateOrder answered in /);
  // The event bears the name of a function: it is for no other.
  await cancelWith('gone');
  await session.shows(/CancelOrder +updated /);
  await shop.workspace.edit('services/orders/src/create.ts', 'new order ${event.id}', 'last order ${event.id}');
  await session.shows('last order o-1');
  await session.interrupt();
  expect(shop.control.calls.count({ operation: 'Invoke' })).toBe(2);
});

it('shows where a syntax error is, keeps what is deployed, and names at the end what is left', async () => {
  const before = deployedCode();
  const session = await watch('run', 'orders:watch-feature');
  const text = await shop.workspace.read(CANCEL);
  await shop.workspace.write(CANCEL, text.replace('=> {', '=> {{'));
  await session.shows(/services\/orders\/src\/cancel\.ts:\d+:\d+/);
  await session.shows('1 not deployed');
  expect(deployedCode()).toEqual(before);
  const broken = await session.interrupt();
  expect(broken.shown).toMatch(/0 updates in 2 rounds; not deployed:\n +\S+ orders CancelOrder +NXL-BUILD-BUNDLE\n/);

  await shop.workspace.write(CANCEL, text);
  const again = await watch('run', 'orders:watch-feature');
  await shop.workspace.write(CANCEL, text.replace('=> {', '=> {{'));
  await again.shows('1 not deployed');
  await shop.workspace.write(CANCEL, text.replace("'cancelled'", "'mended'"));
  await again.shows('1 updated');
  expect((await again.interrupt()).shown).toContain('1 update in 3 rounds; everything that was saved is deployed.');
  expect(deployedCode()).not.toEqual(before);
});

it('makes one round of a checkout that writes 500 files, and of all that is saved during an update', async () => {
  await shop.workspace.git('checkout', '--quiet', '-b', 'dear');
  for (const name of FEES) await shop.workspace.write(...feeFile(name, 2));
  await shop.commit('Everything is dear');
  await shop.workspace.git('checkout', '--quiet', 'main');
  const session = await watch('run-many', '-t', 'watch-feature');
  await shop.workspace.git('checkout', '--quiet', 'dear');
  await session.shows(/and 497 more saved: 1 function\n/);
  await session.shows('1 updated');

  shop.control.change({ updateTime: 700 });
  const before = updates();
  await cancelWith('first');
  await vi.waitUntil(() => updates() > before, { interval: 1, timeout: 60_000 });
  for (const state of ['second', 'third', 'fourth']) await cancelWith(state);
  await session.shows('1 updated');
  await session.shows('1 updated');
  const { shown } = await session.interrupt();
  expect(shown).toMatch(/: 3 updates in 4 rounds; everything/);
  await shop.workspace.git('checkout', '--quiet', 'main');
});

it('waits for a network that is lost, and then deploys by itself what was saved', async () => {
  const session = await watch('run', 'orders:watch-feature');
  const before = deployedCode();
  shop.control.setFaults([{ kind: 'reset', operations: ['lambda:*'], probability: 1 }]);
  await cancelWith('offline');
  await session.shows('NXL-AWS-NETWORK');
  await session.shows('Trying again until it works');
  expect(deployedCode()).toEqual(before);
  shop.control.setFaults([]);
  await session.shows('1 updated');
  expect((await session.interrupt()).shown).toContain('everything that was saved is deployed.');
});

it('says what of an edited template needs provision-feature, and goes on', async () => {
  const session = await watch('run', 'orders:watch-feature');
  await shop.workspace.edit('services/orders/template.yaml', 'Timeout: 5', 'Timeout: 9');
  await session.shows('NXL-WATCH-PROVISION');
  await session.shows('nx run orders:provision-feature');
  await cancelWith('still');
  await session.shows('1 updated');
  await session.interrupt();
});

it('ends a second watch of the same service at once, and the first goes on', async () => {
  const session = await watch('run', 'orders:watch-feature');
  const second = await shop.workspace.nx(['run-many', '-t', 'watch-feature', '-p', 'orders']);
  expect(second.output).toMatch(/orders is watched for ann already, by the process \d+\./);
  expect(second.code).toBe(1);
  await cancelWith('watched');
  await session.shows('1 updated');
  await session.interrupt();
});
