/** A layer whose content lies in the workspace, from an edit of one of its files to the functions that use it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { affectedTasks, type Shop, startShop } from './setup/shop.ts';

const LAYER_FILE = 'services/catalog/layer/share/prices.json';
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Layers: [!Ref Prices]
Resources:
  Prices:
    Type: AWS::Serverless::LayerVersion
    Properties:
      LayerName: !Sub "\${AWS::StackName}-prices"
      ContentUri: layer
  ListProducts:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: list.handler
      Runtime: nodejs20.x
`;

let shop: Shop;

function layersOfFunction(): readonly string[] | undefined {
  return shop.control.functions().find(({ tags }) => tags['aws:cloudformation:logical-id'] === 'ListProducts')?.layers;
}

beforeAll(async () => {
  shop = await startShop('layers', {
    files: { 'services/catalog/template.yaml': TEMPLATE, [LAYER_FILE]: '{"tea": 1}\n' },
  });
  // As the stack made it.
  const first = shop.control.seedLayer({ layerName: 'catalog-ann-prices', zip: new Uint8Array([80, 75]) });
  for (const { functionName, tags } of shop.control.functions()) {
    if (tags['aws:cloudformation:logical-id'] === 'ListProducts') {
      shop.control.seedFunction({ functionName, layers: [first] });
    }
  }
  await shop.deployAll();
});
afterAll(() => shop.stop());

describe('a layer of the workspace', () => {
  it('was published with the first deployment, and its function moved to it', () => {
    expect(layersOfFunction()).toEqual(['arn:aws:lambda:us-east-1:123456789012:layer:catalog-ann-prices:2']);
  });

  it('is up to date after that', async () => {
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(run.mutations).toEqual([]);
    expect(run.report.layers).toMatchObject([{ kind: 'keep', logicalId: 'Prices', movedFunctions: [] }]);
  });

  it('selects its service when one of its files changes, and moves just the functions that use it', async () => {
    await shop.workspace.write(LAYER_FILE, '{"tea": 2}\n');
    expect(await affectedTasks(shop, 'build')).toEqual(['catalog:build']);
    const shown = await shop.deploy(['affected', '-t', 'deploy-feature', '--base=HEAD', '--dry-run', '--why']);
    expect(shown.mutations).toEqual([]);
    expect(shown.output).toContain('layer Prices: publish (content differs), used by ListProducts');
    expect(shown.output).toMatch(/layer Prices:\s+- .*prices\.json changed/);
    const run = await shop.deploy(['affected', '-t', 'deploy-feature', '--base=HEAD']);
    expect(run.code).toBe(0);
    expect(run.updated).toEqual([]);
    expect(run.mutations).toEqual(['PublishLayerVersion', 'UpdateFunctionConfiguration']);
    expect(run.report.outcomes).toMatchObject([{ kind: 'updated', upload: 'none', logicalId: 'ListProducts' }]);
    expect(layersOfFunction()).toEqual(['arn:aws:lambda:us-east-1:123456789012:layer:catalog-ann-prices:3']);
  });

  it('loses its old versions on request', async () => {
    const run = await shop.deploy(['run', 'catalog:deploy-feature', '--remove-old-layer-versions']);
    expect(run.mutations).toEqual(['DeleteLayerVersion']);
    expect(run.report.layers).toMatchObject([{ removedVersions: [expect.stringMatching(/prices:2$/)] }]);
  });
});
