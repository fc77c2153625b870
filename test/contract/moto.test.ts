import { afterAll, beforeAll, describe, test } from 'vitest';
import { CONTRACT } from './cases.ts';
import type { ContractTarget } from './contract-case.ts';
import { isInstalled } from './targets/installed.ts';
import { startMoto } from './targets/moto.ts';

const installed = isInstalled('moto_server', '--help');

describe('moto keeps the contract, but where it is known to differ', () => {
  let target: ContractTarget;
  beforeAll(async () => {
    if (installed) target = await startMoto('moto_server');
  });
  afterAll(async () => {
    if (installed) await target.stop();
  });

  for (const [title, cases] of Object.entries(CONTRACT)) {
    describe(title, () => {
      for (const each of cases) {
        const reason = each.notMoto === undefined ? '' : ` (not asked of moto: ${each.notMoto})`;
        test.skipIf(!installed || each.notMoto !== undefined)(`${each.behaviour}${reason}`, () => each.run(target));
      }
    });
  }
});
