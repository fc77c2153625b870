import { afterAll, beforeAll, describe, test } from 'vitest';
import { CONTRACT } from './cases.ts';
import type { ContractTarget } from './contract-case.ts';
import { startStandIn } from './targets/stand-in.ts';

describe('the stand-in keeps the contract', () => {
  let target: ContractTarget;
  beforeAll(async () => {
    target = await startStandIn();
  });
  afterAll(() => target.stop());

  for (const [title, cases] of Object.entries(CONTRACT)) {
    describe(title, () => {
      for (const each of cases) test(each.behaviour, () => each.run(target));
    });
  }
});
