import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { type ContractCase, failureOf } from '../contract-case.ts';
import { configurationOf, createFunction, ECHO, sha256Of } from './functions.ts';

export const LAMBDA_READ_CASES: readonly ContractCase[] = [
  {
    behaviour: 'CreateFunction stores the zip whose SHA-256 GetFunction reports, with size and settings',
    async run(target) {
      await createFunction(target, 'read-created', { Timeout: 7, Environment: { Variables: { STAGE: 'joe' } } });
      expect(await configurationOf(target, 'read-created')).toMatchObject({
        FunctionName: 'read-created',
        FunctionArn: `arn:aws:lambda:${target.region}:${target.account}:function:read-created`,
        CodeSha256: sha256Of(ECHO),
        CodeSize: ECHO.length,
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Timeout: 7,
        MemorySize: 128,
        PackageType: 'Zip',
        Architectures: ['x86_64'],
        Version: '$LATEST',
        State: 'Active',
        LastUpdateStatus: 'Successful',
        Environment: { Variables: { STAGE: 'joe' } },
      });
    },
  },
  {
    behaviour: 'GetFunction answers the tags that CreateFunction set',
    async run(target) {
      await createFunction(target, 'read-tagged', { Tags: { 'nx-lambda:environment': 'joe' } });
      const answer = await target.clients.lambda.send(new GetFunctionCommand({ FunctionName: 'read-tagged' }));
      expect(answer.Tags).toEqual({ 'nx-lambda:environment': 'joe' });
    },
  },
  {
    behaviour: 'Code.Location serves the uploaded zip',
    notMoto: 'its Location names a host of AWS',
    async run(target) {
      await createFunction(target, 'read-location');
      const answer = await target.clients.lambda.send(new GetFunctionCommand({ FunctionName: 'read-location' }));
      const download = await fetch(answer.Code?.Location ?? '');
      expect(Buffer.from(await download.arrayBuffer()).equals(ECHO)).toBe(true);
    },
  },
  {
    behaviour: 'a function is found by its name and by its ARN',
    async run(target) {
      await createFunction(target, 'read-named');
      const arn = `arn:aws:lambda:${target.region}:${target.account}:function:read-named`;
      for (const FunctionName of ['read-named', arn]) {
        const answer = await target.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        expect(answer.FunctionArn).toBe(arn);
      }
    },
  },
  {
    behaviour: 'a function is found by its partial ARN',
    notMoto: 'there is no route for a partial ARN',
    async run(target) {
      await createFunction(target, 'read-partial');
      const FunctionName = `${target.account}:function:read-partial`;
      const answer = await target.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      expect(answer.FunctionName).toBe('read-partial');
    },
  },
  {
    behaviour: 'a function that does not exist is a ResourceNotFoundException with status 404',
    async run({ clients }) {
      const failure = await failureOf(clients.lambda.send(new GetFunctionCommand({ FunctionName: 'read-nowhere' })));
      expect(failure).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    },
  },
  {
    behaviour: 'an ARN of another region is not found',
    notMoto: 'the region of an ARN is ignored',
    async run({ clients, account }) {
      const FunctionName = `arn:aws:lambda:us-west-2:${account}:function:read-named`;
      const failure = await failureOf(clients.lambda.send(new GetFunctionCommand({ FunctionName })));
      expect(failure).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    },
  },
  {
    behaviour: 'a second CreateFunction of the same name is a ResourceConflictException with status 409',
    async run(target) {
      await createFunction(target, 'read-twice');
      const failure = await failureOf(createFunction(target, 'read-twice'));
      expect(failure).toMatchObject({ name: 'ResourceConflictException', status: 409 });
    },
  },
  {
    behaviour: 'ListFunctions names a function with its codeSha256',
    async run(target) {
      await createFunction(target, 'read-listed');
      const listed = new Map<string | undefined, string | undefined>();
      for await (const page of paginateListFunctions({ client: target.clients.lambda }, {})) {
        for (const each of page.Functions ?? []) listed.set(each.FunctionName, each.CodeSha256);
      }
      expect(listed.get('read-listed')).toBe(sha256Of(ECHO));
    },
  },
  {
    behaviour: 'ListFunctions tells neither State nor LastUpdateStatus',
    notMoto: 'it answers State and LastUpdateStatus here too',
    async run(target) {
      await createFunction(target, 'read-stateless');
      const answer = await target.clients.lambda.send(new ListFunctionsCommand({}));
      expect(answer.Functions?.length).toBeGreaterThan(0);
      for (const each of answer.Functions ?? []) {
        expect(each).not.toHaveProperty('State');
        expect(each).not.toHaveProperty('LastUpdateStatus');
      }
    },
  },
  {
    behaviour: 'ListFunctions answers 50 functions a page, however many are asked for',
    notMoto: 'ListFunctions never pages',
    async run(target) {
      const names = Array.from({ length: 51 }, (_, index) => `read-many-${index}`);
      await Promise.all(names.map((name) => createFunction(target, name)));
      const first = await target.clients.lambda.send(new ListFunctionsCommand({ MaxItems: 1000 }));
      expect(first.Functions).toHaveLength(50);
      const seen: (string | undefined)[] = [];
      for await (const page of paginateListFunctions({ client: target.clients.lambda }, {})) {
        seen.push(...(page.Functions ?? []).map((each) => each.FunctionName));
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(names));
    },
  },
  {
    behaviour: 'a deleted function is gone',
    async run(target) {
      await createFunction(target, 'read-deleted');
      await target.clients.lambda.send(new DeleteFunctionCommand({ FunctionName: 'read-deleted' }));
      expect(await failureOf(configurationOf(target, 'read-deleted'))).toMatchObject({ status: 404 });
    },
  },
];
