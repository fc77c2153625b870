import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadArtifacts } from '@nx-lambda/workspace';
import { afterEach, describe, expect, it } from 'vitest';
import { SOURCES, type WatchedShop, watchShop } from '../../../tools/sample/watched-shop.ts';
import { buildHere } from '../reuse/build-here.ts';

let shop: WatchedShop;

afterEach(() => shop.remove());

const updates = () =>
  shop.cloud.control.calls.list().filter(({ operation }) => operation === 'UpdateFunctionCode').length;
const rounds = () => shop.events.filter(({ type }) => type === 'round-finished').length;
const failures = () =>
  shop.events.flatMap((event) => (event.type === 'function-build-failed' ? [...event.failures] : []));

/** codeSha256 of what a build of its own makes of the files as they are now. */
async function builtCode(logicalId: string): Promise<string | undefined> {
  const functions = (await shop.readServices()).flatMap((service) => service.functions);
  await buildHere(shop.root, functions, { reuse: false, output: 'clean' });
  const [loaded] = await loadArtifacts(join(shop.root, 'clean'), [logicalId]);
  return loaded?.artifact.ok ? loaded.artifact.value.manifest.codeSha256 : undefined;
}

describe('a watch', () => {
  it('brings everything up to date first, then what a save changed, with the bytes of a build', async () => {
    shop = await watchShop();
    expect(updates()).toBe(2);
    shop.write('services/orders/src/cancel.ts', "export const handler = async () => 'gone';\n");
    expect(await shop.round()).toMatchObject({ round: 2, updated: 1, left: 0 });
    expect(updates()).toBe(3);
    expect(shop.cloudCode('CancelOrder')).toBe(await builtCode('CancelOrder'));
    expect(shop.cloudCode('CreateOrder')).toBe(await builtCode('CreateOrder'));
  });

  it('deploys nothing where the bytes stay the same', async () => {
    shop = await watchShop();
    shop.write('libs/money.ts', `// What things cost.\n${SOURCES['libs/money.ts']}`);
    expect(await shop.round()).toMatchObject({ updated: 0, left: 0 });
    expect(updates()).toBe(2);
  });

  it('follows new imports, also of files that appear later', async () => {
    shop = await watchShop();
    shop.write(
      'services/orders/src/cancel.ts',
      "import { fee } from '../../../libs/fees/fee';\nexport const handler = async () => fee;\n",
    );
    expect(await shop.round()).toMatchObject({ updated: 0, left: 1 });
    shop.write('libs/fees/fee.ts', 'export const fee = 5;\n');
    expect(await shop.round()).toMatchObject({ updated: 1, left: 0 });
    shop.write('libs/fees/fee.ts', 'export const fee = 6;\n');
    expect(await shop.round()).toMatchObject({ updated: 1, left: 0 });
    expect(shop.cloudCode('CancelOrder')).toBe(await builtCode('CancelOrder'));
  });

  it('makes one round of a burst of 500 files', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `part${index}`);
    const imports = names.map((name) => `import { ${name} } from '../../../libs/parts/${name}.ts';\n`).join('');
    shop = await watchShop(
      {},
      {},
      {
        ...Object.fromEntries(names.map((name) => [`libs/parts/${name}.ts`, `export const ${name} = 1;\n`])),
        'services/orders/src/cancel.ts': `${imports}export const handler = async () => [${names.join()}];\n`,
      },
    );
    const before = rounds();
    for (const name of names) shop.write(`libs/parts/${name}.ts`, `export const ${name} = 2;\n`);
    const started = shop.next('round-started');
    await shop.round();
    expect((await started).paths).toHaveLength(500);
    expect(rounds()).toBe(before + 1);
    expect(shop.cloudCode('CancelOrder')).toBe(await builtCode('CancelOrder'));
  });

  it('waits for a checkout to end, though not for ever', async () => {
    shop = await watchShop();
    shop.write('.git/index.lock', '');
    shop.write('services/orders/src/cancel.ts', "export const handler = async () => 'first';\n");
    const start = performance.now();
    await shop.round();
    expect(performance.now() - start).toBeGreaterThan(1900);
  });

  it('makes exactly one more round of all that is saved during an update', async () => {
    shop = await watchShop({}, { updateTime: 400 });
    const save = (text: string) =>
      shop.write('services/orders/src/cancel.ts', `export const handler = async () => '${text}';\n`);
    const underWay = shop.next('update-started');
    save('first');
    await underWay;
    const end = shop.round();
    save('second');
    shop.write('libs/money.ts', 'export const price = (n: number) => n * 99;\n');
    save('third');
    await end;
    expect(await shop.round()).toMatchObject({ round: 3, updated: 2, left: 0 });
    expect(shop.cloudCode('CancelOrder')).toBe(await builtCode('CancelOrder'));
    expect(await shop.end()).toMatchObject({ rounds: 3, updates: 5, left: [] });
  });

  it('shows the place of a syntax error, keeps the deployed code, and tells of it at the end', async () => {
    shop = await watchShop();
    const before = shop.cloudCode('CreateOrder');
    shop.write('libs/money.ts', 'export const price = (n: number) => {\n');
    expect(await shop.round()).toMatchObject({ updated: 0, left: 1 });
    expect(failures()[0]?.place).toMatchObject({ file: 'libs/money.ts', line: 2 });
    expect(shop.cloudCode('CreateOrder')).toBe(before);
    expect((await shop.end()).left).toMatchObject([{ service: 'orders', logicalId: 'CreateOrder' }]);
  });

  it('goes on when the error is corrected, and when a source is gone and comes back', async () => {
    shop = await watchShop();
    shop.write('libs/money.ts', 'export const price = (\n');
    await shop.round();
    shop.write('libs/money.ts', 'export const price = (n: number) => n * 7;\n');
    expect(await shop.round()).toMatchObject({ updated: 1, left: 0 });
    rmSync(join(shop.root, 'libs'), { recursive: true });
    expect(await shop.round()).toMatchObject({ updated: 0, left: 1 });
    shop.write('libs/money.ts', 'export const price = (n: number) => n * 8;\n');
    expect(await shop.round()).toMatchObject({ updated: 1, left: 0 });
    expect(shop.cloudCode('CreateOrder')).toBe(await builtCode('CreateOrder'));
  });

  it('waits for a network that is lost, and then deploys what was saved without another save', async () => {
    shop = await watchShop();
    shop.cloud.control.setFaults([{ kind: 'reset', operations: ['lambda:*'], probability: 1 }]);
    const lost = shop.next('watch-retrying');
    shop.write('libs/money.ts', 'export const price = (n: number) => n * 9;\n');
    expect((await lost).failure.code).toBe('NXL-AWS-NETWORK');
    const back = shop.next('round-finished');
    shop.cloud.control.setFaults([]);
    await back;
    expect(shop.cloudCode('CreateOrder')).toBe(await builtCode('CreateOrder'));
    expect(await shop.end()).toMatchObject({ left: [] });
  });

  it('says what of an edited template needs to be provisioned, and builds what is built in another way', async () => {
    shop = await watchShop();
    const template = SOURCES['services/orders/template.yaml'] ?? '';
    const told = shop.next('notice');
    shop.write('services/orders/template.yaml', template.replace('Timeout: 10', 'Timeout: 20'));
    expect((await told).notice).toMatchObject({
      code: 'NXL-WATCH-PROVISION',
      message: 'The template of orders describes another infrastructure than before: Globals (changed).',
    });
    shop.write('services/orders/src/other.ts', "export const handler = async () => 'other';\n");
    shop.write('services/orders/template.yaml', template.replace('cancel.handler', 'other.handler'));
    expect(await shop.round()).toMatchObject({ updated: 0, left: 1 });
    expect(shop.events.findLast((event) => event.type === 'function-settled')?.outcome).toMatchObject({
      logicalId: 'CancelOrder',
      kind: 'refused',
    });
  });

  it('goes on with what it knew while a template cannot be read', async () => {
    shop = await watchShop();
    const broken = shop.next('service-failed');
    shop.write('services/orders/template.yaml', 'Resources: [');
    expect((await broken).service).toBe('orders');
    shop.write('services/orders/src/cancel.ts', "export const handler = async () => 'still';\n");
    expect(await shop.round()).toMatchObject({ updated: 1, left: 0 });
  });

  it('deploys nothing once another environment is meant', async () => {
    let moved = false;
    const refusal = { code: 'NXL-WATCH-MOVED', message: 'Another branch.', advice: 'Start again.' } as const;
    shop = await watchShop({ refuse: () => (moved ? refusal : undefined) });
    moved = true;
    shop.write('services/orders/src/cancel.ts', "export const handler = async () => 'x';\n");
    expect(await shop.round()).toMatchObject({ updated: 0, left: 1 });
    expect(updates()).toBe(2);
    expect((await shop.end()).left).toMatchObject([{ logicalId: 'CancelOrder', failure: refusal }]);
  });

  it('goes on where nothing is deployed yet, and names at the end what that left', async () => {
    shop = await watchShop({ environment: { name: 'bob', origin: '--environment' } });
    shop.write('services/orders/src/cancel.ts', "export const handler = async () => 'nowhere';\n");
    expect(await shop.round()).toMatchObject({ round: 2, updated: 0, left: 1 });
    expect(updates()).toBe(0);
    const { left } = await shop.end();
    const told = left.map(({ logicalId, failure }) => [logicalId, failure.code] as const);
    expect(told.toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
      ['CancelOrder', 'NXL-PLAN-NO-STACK'],
      ['CreateOrder', 'NXL-PLAN-NO-STACK'],
    ]);
  });

  it('tells of each proven update, once it is deployed', async () => {
    const told: string[] = [];
    shop = await watchShop({
      afterUpdate: async ({ logicalId }) => {
        told.push(logicalId);
      },
    });
    expect(told.sort()).toEqual(['CancelOrder', 'CreateOrder']);
  });
});
