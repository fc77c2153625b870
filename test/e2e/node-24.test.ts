/** The same commit gives the same bytes, whoever builds it where with which Node; and the whole path works on Node 24. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_24_MISSING, node24Path } from '../support/node-24.ts';
import { cloneShop, cloudCode, type Shop, startShop } from './setup/shop.ts';

let shop: Shop;
let expected: Readonly<Record<string, string>>;

/** ann has what this Node built in the shop's own folder. */
beforeAll(async () => {
  shop = await startShop('origin', { stacks: [{ environment: 'ann' }, { environment: 'bob' }] });
  await shop.deployAll();
  expected = cloudCode(shop.control, 'ann');
});
afterAll(() => shop.stop());

describe('a clone in another folder', () => {
  it('deploys the same codeSha256 under Node 24, and invokes it', async ({ skip }) => {
    const node = node24Path();
    if (node === undefined) return skip(NODE_24_MISSING);
    const clone = await cloneShop(shop, 'clone-of-another-length', [], { FEATURE_ENV: 'bob' });
    try {
      const deployed = await clone.nx(['run-many', '-t', 'deploy-feature'], { node });
      expect(deployed.output).toContain('6 updated');
      expect(deployed.code).toBe(0);
      expect(cloudCode(shop.control, 'bob')).toEqual(expected);

      const invoked = await clone.nx(['run', 'orders:invoke-cloud:CreateOrder'], { node });
      expect(invoked.output).toContain('order o-1: 1 line(s), 1080 cents');
      expect(invoked.code).toBe(0);
    } finally {
      await clone.remove();
    }
  });

  it('builds the same codeSha256 under another time zone, locale, umask and user name', async () => {
    // Files of the clone and of the build are made with that umask.
    const before = process.umask(0o077);
    const clone = await cloneShop(shop, 'elsewhere', [], {
      TZ: 'Asia/Kathmandu',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      USER: 'someone-else',
      LOGNAME: 'someone-else',
    });
    try {
      const built = await clone.nx(['run-many', '-t', 'build', '--skip-nx-cache']);
      expect(built.code).toBe(0);
      const manifests = await Promise.all(
        Object.entries({
          catalog: 'ListProducts',
          orders: 'CreateOrder',
          payments: 'ChargeCard',
          reports: 'DailyReport',
        }).map(async ([service, logicalId]) => {
          const manifest: { codeSha256: string } = JSON.parse(
            await clone.read(`dist/lambda/${service}/${logicalId}.json`),
          );
          return [logicalId, manifest.codeSha256];
        }),
      );
      expect(expected).toMatchObject(Object.fromEntries(manifests));
    } finally {
      process.umask(before);
      await clone.remove();
    }
  });
});
