import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  GetFunctionCommand,
  ListAliasesCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { type ContractCase, failureOf } from '../contract-case.ts';
import { configurationOf, createFunction, ECHO, OTHER, sha256Of, update } from './functions.ts';

export const LAMBDA_VERSION_CASES: readonly ContractCase[] = [
  {
    behaviour: 'a published version keeps its code when $LATEST changes',
    async run(target) {
      const FunctionName = 'version-kept';
      await createFunction(target, FunctionName);
      const published = await target.clients.lambda.send(new PublishVersionCommand({ FunctionName }));
      expect(published.Version).toBe('1');
      await update(target, FunctionName, OTHER);
      target.settle();
      const first = await target.clients.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '1' }));
      expect(first.Configuration).toMatchObject({ Version: '1', CodeSha256: sha256Of(ECHO) });
      expect(first.Configuration?.FunctionArn).toMatch(/:function:version-kept:1$/);
      const listed = await target.clients.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
      expect(listed.Versions?.map((each) => each.Version)).toEqual(['$LATEST', '1']);
    },
  },
  {
    behaviour: 'publishing an unchanged function answers the version that is there',
    async run(target) {
      const FunctionName = 'version-unchanged';
      await createFunction(target, FunctionName);
      await target.clients.lambda.send(new PublishVersionCommand({ FunctionName }));
      const again = await target.clients.lambda.send(new PublishVersionCommand({ FunctionName }));
      expect(again.Version).toBe('1');
    },
  },
  {
    behaviour: 'PublishVersion of another codeSha256 than the present one is refused',
    notMoto: 'CodeSha256 is ignored',
    async run(target) {
      const FunctionName = 'version-checked';
      await createFunction(target, FunctionName);
      const failure = await failureOf(
        target.clients.lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256: sha256Of(OTHER) })),
      );
      expect(failure).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
    },
  },
  {
    behaviour: 'an alias leads to its version, moves with UpdateAlias and goes with DeleteAlias',
    async run(target) {
      const FunctionName = 'version-alias';
      const { lambda } = target.clients;
      await createFunction(target, FunctionName);
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      await update(target, FunctionName, OTHER);
      target.settle();
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
      const shaOfAlias = async () =>
        (await lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: 'live' }))).Configuration?.CodeSha256;
      expect(await shaOfAlias()).toBe(sha256Of(ECHO));
      await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
      expect(await shaOfAlias()).toBe(sha256Of(OTHER));
      const listed = await lambda.send(new ListAliasesCommand({ FunctionName }));
      expect(listed.Aliases?.map((each) => each.Name)).toEqual(['live']);
      await lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
      const failure = await failureOf(lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })));
      expect(failure).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    },
  },
  {
    behaviour: 'UpdateAlias with a RevisionId that is no longer the present one is refused with status 412',
    notMoto: 'RevisionId is ignored',
    async run(target) {
      const { lambda } = target.clients;
      const alias = { FunctionName: 'version-alias-stale', Name: 'live', FunctionVersion: '$LATEST' };
      await createFunction(target, alias.FunctionName);
      const { RevisionId } = await lambda.send(new CreateAliasCommand(alias));
      await lambda.send(new UpdateAliasCommand({ ...alias, RevisionId, Description: 'first' }));
      const failure = await failureOf(lambda.send(new UpdateAliasCommand({ ...alias, RevisionId })));
      expect(failure).toMatchObject({ name: 'PreconditionFailedException', status: 412 });
    },
  },
  {
    behaviour:
      'GetFunction through an alias answers the version that it leads to and its code, GetAlias its RevisionId',
    async run(target) {
      const { lambda } = target.clients;
      const FunctionName = 'version-through-alias';
      await createFunction(target, FunctionName);
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
      await update(target, FunctionName, OTHER);
      target.settle();
      const seen = await configurationOf(target, `${FunctionName}:live`);
      expect(seen).toMatchObject({ Version: '1', CodeSha256: sha256Of(ECHO), State: 'Active' });
      expect((await configurationOf(target, FunctionName)).CodeSha256).toBe(sha256Of(OTHER));
      const alias = await lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
      expect(alias).toMatchObject({ Name: 'live', FunctionVersion: '1', RevisionId: expect.any(String) });
    },
  },
  {
    behaviour: 'GetFunction and GetAlias of an alias that is not there answer 404',
    async run(target) {
      const { lambda } = target.clients;
      const FunctionName = 'version-no-alias';
      await createFunction(target, FunctionName);
      const read = await failureOf(lambda.send(new GetFunctionCommand({ FunctionName: `${FunctionName}:live` })));
      expect(read).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
      const alias = await failureOf(lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })));
      expect(alias).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    },
  },
  {
    behaviour: 'PublishVersion with a RevisionId that is no longer the present one is refused with status 412',
    notMoto: 'RevisionId is ignored',
    async run(target) {
      const { lambda } = target.clients;
      const FunctionName = 'version-stale';
      await createFunction(target, FunctionName);
      const { RevisionId } = await configurationOf(target, FunctionName);
      await update(target, FunctionName, OTHER);
      target.settle();
      const failure = await failureOf(lambda.send(new PublishVersionCommand({ FunctionName, RevisionId })));
      expect(failure).toMatchObject({ name: 'PreconditionFailedException', status: 412 });
      const now = await configurationOf(target, FunctionName);
      const CodeSha256 = sha256Of(OTHER);
      const published = new PublishVersionCommand({ FunctionName, CodeSha256, RevisionId: now.RevisionId });
      expect(await lambda.send(published)).toMatchObject({ Version: '1', CodeSha256 });
    },
  },
  {
    behaviour: 'PublishVersion while an update is under way is refused with status 409',
    notMoto: 'LastUpdateStatus is always Successful',
    async run(target) {
      const { lambda } = target.clients;
      const FunctionName = 'version-busy';
      await createFunction(target, FunctionName);
      await update(target, FunctionName, OTHER);
      const failure = await failureOf(lambda.send(new PublishVersionCommand({ FunctionName })));
      expect(failure).toMatchObject({ name: 'ResourceConflictException', status: 409 });
      target.settle();
    },
  },
  {
    behaviour: 'UpdateAlias without a RoutingConfig keeps the weights, with an empty one it clears them',
    async run(target) {
      const { lambda } = target.clients;
      const alias = { FunctionName: 'version-weights', Name: 'live' };
      const { FunctionName } = alias;
      await createFunction(target, FunctionName);
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      await update(target, FunctionName, OTHER);
      target.settle();
      await lambda.send(new PublishVersionCommand({ FunctionName }));
      const RoutingConfig = { AdditionalVersionWeights: { '2': 0.1 } };
      await lambda.send(new CreateAliasCommand({ ...alias, FunctionVersion: '1', RoutingConfig }));
      const kept = await lambda.send(new UpdateAliasCommand({ ...alias, Description: 'kept' }));
      expect(kept.RoutingConfig).toEqual(RoutingConfig);
      const cleared = new UpdateAliasCommand({ ...alias, RoutingConfig: { AdditionalVersionWeights: {} } });
      expect((await lambda.send(cleared)).RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
    },
  },
  {
    behaviour: 'with SnapStart a published version is Pending until its snapshot is made, then optimised',
    notMoto: 'versions are Active at once',
    async run(target) {
      const { lambda } = target.clients;
      const FunctionName = 'version-snapshot';
      await createFunction(target, FunctionName, { SnapStart: { ApplyOn: 'PublishedVersions' } });
      const published = await lambda.send(new PublishVersionCommand({ FunctionName }));
      expect(published).toMatchObject({ Version: '1', State: 'Pending' });
      expect(published.SnapStart).toEqual({ ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' });
      expect(await configurationOf(target, FunctionName)).toMatchObject({ State: 'Active' });
      target.settle();
      const ready = await configurationOf(target, `${FunctionName}:1`);
      expect(ready.State).toBe('Active');
      expect(ready.SnapStart).toEqual({ ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' });
    },
  },
  {
    behaviour: 'tags are added, listed and taken away by ARN',
    async run(target) {
      const { lambda } = target.clients;
      await createFunction(target, 'version-tags', { Tags: { a: '1' } });
      const Resource = (await configurationOf(target, 'version-tags')).FunctionArn;
      await lambda.send(new TagResourceCommand({ Resource, Tags: { 'nx-lambda:environment': 'joe', b: '2' } }));
      await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['a', 'b'] }));
      const listed = await lambda.send(new ListTagsCommand({ Resource }));
      expect(listed.Tags).toEqual({ 'nx-lambda:environment': 'joe' });
    },
  },
  {
    behaviour: 'a caller cannot set or take away tags that begin with aws:',
    notMoto: 'reserved tags are accepted',
    async run(target) {
      const { lambda } = target.clients;
      await createFunction(target, 'version-reserved');
      const Resource = (await configurationOf(target, 'version-reserved')).FunctionArn;
      const key = 'aws:cloudformation:stack-name';
      const tagging = failureOf(lambda.send(new TagResourceCommand({ Resource, Tags: { [key]: 'orders-joe' } })));
      expect(await tagging).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
      const untagging = failureOf(lambda.send(new UntagResourceCommand({ Resource, TagKeys: [key] })));
      expect(await untagging).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
    },
  },
];
