import { describe, expect, it } from 'vitest';
import { type Files, serviceOf } from './workspace-fixture.ts';

const TEMPLATE = `Globals:
  Function:
    Runtime: nodejs22.x
    Layers: [!Ref Deps]
Resources:
  Deps:
    Type: AWS::Serverless::LayerVersion
    Properties:
      LayerName: !Sub '\${AWS::StackName}-deps'
      ContentUri: layers/deps
      CompatibleRuntimes: [nodejs22.x]
  Plain:
    Type: AWS::Lambda::LayerVersion
    Properties:
      Content: layers/plain.zip
  Remote:
    Type: AWS::Lambda::LayerVersion
    Properties:
      Content: {S3Bucket: b, S3Key: k}
  Built:
    Type: AWS::Serverless::LayerVersion
    Metadata: {BuildMethod: nodejs22.x}
    Properties:
      ContentUri: layers/built
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: src/app.handler
      Layers:
        - !Ref Plain
        - !Ref Remote
        - !Ref Built
        - arn:aws:lambda:eu-central-1:111122223333:layer:theirs:4
  Bare:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Code: .
      Handler: src/app.handler
`;

const FILES: Files = {
  'svc/template.yaml': TEMPLATE,
  'svc/src/app.ts': '',
  'svc/layers/deps/nodejs/node_modules/greet/index.js': '',
  'svc/layers/plain.zip': '',
  'svc/layers/built/package.json': '{}',
};

describe('layers of a template', () => {
  it('are those whose content is a folder or a zip here', async () => {
    const { layers } = await serviceOf(FILES);
    expect(layers).toMatchObject([
      {
        logicalId: 'Deps',
        name: [{ ref: 'AWS::StackName' }, '-deps'],
        source: { kind: 'directory', path: 'svc/layers/deps' },
        compatibleRuntimes: ['nodejs22.x'],
      },
      { logicalId: 'Plain', source: { kind: 'archive', path: 'svc/layers/plain.zip' } },
    ]);
    expect(layers?.[1]).not.toHaveProperty('name');
  });

  it('are used by functions, those of Globals first', async () => {
    const { functions } = await serviceOf(FILES);
    expect(functions.map(({ layers }) => layers)).toEqual([['Deps', 'Plain'], undefined]);
  });

  it('with a BuildMethod, or content that is no folder, are left to the stack, which is told', async () => {
    const template = TEMPLATE.replace('layers/plain.zip', '../../elsewhere');
    const { notices, layers } = await serviceOf({ ...FILES, 'svc/template.yaml': template });
    expect(notices.map(({ code }) => code)).toEqual(['NXL-TEMPLATE-LAYER-CONTENT', 'NXL-TEMPLATE-LAYER-BUILD']);
    expect(layers?.map(({ logicalId }) => logicalId)).toEqual(['Deps']);
  });
});
