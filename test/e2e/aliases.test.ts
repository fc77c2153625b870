/** A function that is invoked through an alias (AutoPublishAlias), through Nx. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: src/greet.handler
      CodeUri: .
      AutoPublishAlias: live
`;

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('alias', {
    files: {
      'services/greeter/template.yaml': TEMPLATE,
      'services/greeter/src/greet.ts': "export const handler = async () => 'first';\n",
    },
    definitions: ['services/greeter/template.yaml'],
  });
});
afterAll(() => shop.stop());

const greet = (...args: readonly string[]) =>
  shop.run(['run', 'greeter:invoke-cloud', '--function=Greet', '--payload={}', '--output=payload', ...args]);

it('deploys to the alias what is built, shows it in plan and status, and invokes it there', async () => {
  const planned = await shop.run(['run', 'greeter:deploy-feature', '--dry-run']);
  expect(planned.output).toContain('alias live from version 1 to a new version');
  const { report, mutations } = await shop.deploy(['run', 'greeter:deploy-feature']);
  expect(report.outcomes).toMatchObject([
    { kind: 'updated', published: { version: '2', aliases: [{ name: 'live', version: '2', previousVersion: '1' }] } },
  ]);
  expect(mutations.toSorted()).toEqual(['PublishVersion', 'UpdateAlias', 'UpdateFunctionCode']);
  expect((await greet()).stdout).toContain('"first"');

  await shop.workspace.edit('services/greeter/src/greet.ts', 'first', 'second');
  expect((await shop.run(['run', 'greeter:deploy-feature'])).output).toContain('alias live at version 3');
  expect((await greet('--qualifier=live')).stdout).toContain('"second"');
  expect((await greet('--qualifier=2')).stdout).toContain('"first"');
  expect((await shop.run(['run', 'greeter:status-feature'])).output).toContain('alias live at version 3');
  expect((await shop.run(['run', 'greeter:deploy-feature', '--skip-nx-cache'])).mutations).toEqual([]);
});
