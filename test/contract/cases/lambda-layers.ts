import {
  DeleteLayerVersionCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { type ContractCase, type ContractTarget, failureOf } from '../contract-case.ts';
import { configurationOf, createFunction, sha256Of, zipOf } from './functions.ts';

const ONE = zipOf({ 'nodejs/node_modules/greet/index.js': 'module.exports = "one";' });
const TWO = zipOf({ 'nodejs/node_modules/greet/index.js': 'module.exports = "two";' });

function publish({ clients }: ContractTarget, LayerName: string, ZipFile: Uint8Array, Description = '') {
  const input = { LayerName, Content: { ZipFile }, Description, CompatibleRuntimes: ['nodejs22.x' as const] };
  return clients.lambda.send(new PublishLayerVersionCommand(input));
}

async function arnOf(target: ContractTarget, name: string, zip: Uint8Array): Promise<string> {
  const { LayerVersionArn } = await publish(target, name, zip);
  if (LayerVersionArn === undefined) throw new Error('PublishLayerVersion answered no LayerVersionArn.');
  return LayerVersionArn;
}

export const LAMBDA_LAYER_CASES: readonly ContractCase[] = [
  {
    behaviour: 'a published version is numbered and answered with its ARN and digest, by name and by ARN',
    async run(target) {
      const first = await publish(target, 'layer-read', ONE, 'first');
      const { region, account, clients } = target;
      expect(first).toMatchObject({
        Version: 1,
        Description: 'first',
        LayerArn: `arn:aws:lambda:${region}:${account}:layer:layer-read`,
        LayerVersionArn: `arn:aws:lambda:${region}:${account}:layer:layer-read:1`,
        Content: { CodeSha256: sha256Of(ONE), CodeSize: ONE.length },
      });
      expect((await publish(target, 'layer-read', TWO)).Version).toBe(2);
      const byName = await clients.lambda.send(
        new GetLayerVersionCommand({ LayerName: 'layer-read', VersionNumber: 2 }),
      );
      expect(byName.Content?.CodeSha256).toBe(sha256Of(TWO));
    },
  },
  {
    behaviour: 'a version is found by its ARN alone',
    notMoto: 'it takes GetLayerVersionByArn for ListLayers',
    async run(target) {
      const Arn = await arnOf(target, 'layer-by-arn', ONE);
      const found = await target.clients.lambda.send(new GetLayerVersionByArnCommand({ Arn }));
      expect(found).toMatchObject({ LayerVersionArn: Arn, Content: { CodeSha256: sha256Of(ONE) } });
    },
  },
  {
    behaviour: 'ListLayerVersions answers newest first and without what was deleted; the next number is a new one',
    notMoto: 'it lists oldest first',
    async run(target) {
      const { lambda } = target.clients;
      for (const zip of [ONE, TWO, ONE]) await publish(target, 'layer-listed', zip);
      await lambda.send(new DeleteLayerVersionCommand({ LayerName: 'layer-listed', VersionNumber: 3 }));
      await lambda.send(new DeleteLayerVersionCommand({ LayerName: 'layer-listed', VersionNumber: 3 }));
      const listed = await lambda.send(new ListLayerVersionsCommand({ LayerName: 'layer-listed' }));
      expect(listed.LayerVersions?.map(({ Version }) => Version)).toEqual([2, 1]);
      expect((await publish(target, 'layer-listed', TWO)).Version).toBe(4);
    },
  },
  {
    behaviour: 'ListLayers answers the latest version of each layer',
    async run(target) {
      await publish(target, 'layer-latest', ONE);
      await publish(target, 'layer-latest', TWO);
      const { Layers } = await target.clients.lambda.send(new ListLayersCommand({}));
      const layer = Layers?.find(({ LayerName }) => LayerName === 'layer-latest');
      expect(layer?.LatestMatchingVersion?.Version).toBe(2);
    },
  },
  {
    behaviour: 'a version that is not there is answered with ResourceNotFoundException',
    async run(target) {
      const get = new GetLayerVersionCommand({ LayerName: 'layer-none', VersionNumber: 1 });
      expect(await failureOf(target.clients.lambda.send(get))).toMatchObject({
        name: 'ResourceNotFoundException',
        status: 404,
      });
    },
  },
  {
    behaviour: 'UpdateFunctionConfiguration gives a function other layers, and leaves its code alone',
    async run(target) {
      const [one, two] = [await arnOf(target, 'layer-moved', ONE), await arnOf(target, 'layer-moved', TWO)];
      await createFunction(target, 'layer-user', { Layers: [one] });
      const before = await configurationOf(target, 'layer-user');
      expect(before.Layers?.map(({ Arn }) => Arn)).toEqual([one]);
      const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'layer-user', Layers: [two] });
      await target.clients.lambda.send(update);
      target.settle();
      const after = await configurationOf(target, 'layer-user');
      expect(after.Layers?.map(({ Arn }) => Arn)).toEqual([two]);
      expect(after.CodeSha256).toBe(before.CodeSha256);
    },
  },
  {
    behaviour: 'a layer version that does not exist is refused',
    notMoto: 'it takes any ARN',
    async run(target) {
      const Arn = await arnOf(target, 'layer-gone', ONE);
      await createFunction(target, 'layer-refused');
      const Layers = [Arn.replace(/:1$/, ':9')];
      const update = new UpdateFunctionConfigurationCommand({ FunctionName: 'layer-refused', Layers });
      expect(await failureOf(target.clients.lambda.send(update))).toMatchObject({
        name: 'InvalidParameterValueException',
        status: 400,
      });
    },
  },
  {
    behaviour: 'the wrong RevisionId is refused, and the layers stay',
    notMoto: 'it ignores RevisionId',
    async run(target) {
      const Arn = await arnOf(target, 'layer-revision', ONE);
      await createFunction(target, 'layer-conflict');
      const update = new UpdateFunctionConfigurationCommand({
        FunctionName: 'layer-conflict',
        Layers: [Arn],
        RevisionId: '00000000-0000-0000-0000-000000000000',
      });
      expect(await failureOf(target.clients.lambda.send(update))).toMatchObject({ status: 412 });
      expect((await configurationOf(target, 'layer-conflict')).Layers ?? []).toEqual([]);
    },
  },
];
