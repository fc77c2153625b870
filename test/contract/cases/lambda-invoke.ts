import { InvokeCommand, type InvokeCommandInput, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { type ContractCase, type ContractTarget, failureOf } from '../contract-case.ts';
import { createFunction, OTHER, update, zipOf } from './functions.ts';

const notMoto = 'Invoke runs nothing without Docker';

const TALKATIVE = zipOf({
  'index.js': `
    console.log('loaded');
    exports.handler = async (event, context) => {
      console.log('saw ' + JSON.stringify(event));
      if (event.fail) throw new TypeError('no such order');
      return { event, version: context.functionVersion, stage: process.env.STAGE };
    };`,
});

function invoke(target: ContractTarget, FunctionName: string, input: Partial<InvokeCommandInput> = {}) {
  return target.clients.lambda.send(new InvokeCommand({ FunctionName, ...input }));
}

function json(payload: Uint8Array | undefined): unknown {
  return JSON.parse(Buffer.from(payload ?? new Uint8Array()).toString('utf8'));
}

export const LAMBDA_INVOKE_CASES: readonly ContractCase[] = [
  {
    behaviour: 'Invoke answers what the function returns, with the end of its log when asked',
    notMoto,
    async run(target) {
      await createFunction(target, 'invoke-talks', {
        Code: { ZipFile: TALKATIVE },
        Environment: { Variables: { STAGE: 'joe' } },
      });
      const answer = await invoke(target, 'invoke-talks', { Payload: '{"order":7}', LogType: 'Tail' });
      expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(answer.FunctionError).toBeUndefined();
      expect(json(answer.Payload)).toEqual({ event: { order: 7 }, version: '$LATEST', stage: 'joe' });
      const log = Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8');
      expect(log).toContain('saw {"order":7}');
      expect(log).toMatch(/REPORT RequestId: .*Billed Duration: \d+ ms.*Memory Size: 128 MB/);
      const quiet = await invoke(target, 'invoke-talks');
      expect(quiet.LogResult).toBeUndefined();
      expect(json(quiet.Payload)).toMatchObject({ event: {} });
    },
  },
  {
    behaviour: 'an error of the function is status 200 with FunctionError Unhandled and its type, message and trace',
    notMoto,
    async run(target) {
      await createFunction(target, 'invoke-fails', { Code: { ZipFile: TALKATIVE } });
      const answer = await invoke(target, 'invoke-fails', { Payload: '{"fail":true}' });
      expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
      expect(json(answer.Payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such order' });
    },
  },
  {
    behaviour: 'a function that takes longer than its timeout is ended, and the next invocation starts afresh',
    notMoto,
    async run(target) {
      const code =
        'let n = 0; exports.handler = (event) => event.hang ? new Promise(() => setInterval(() => 0, 1e6)) : Promise.resolve(++n);';
      await createFunction(target, 'invoke-slow', { Code: { ZipFile: zipOf({ 'index.js': code }) }, Timeout: 1 });
      expect(json((await invoke(target, 'invoke-slow')).Payload)).toBe(1);
      const answer = await invoke(target, 'invoke-slow', { Payload: '{"hang":true}' });
      expect(answer.FunctionError).toBe('Unhandled');
      expect(json(answer.Payload)).toMatchObject({
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
      });
      expect(json((await invoke(target, 'invoke-slow')).Payload)).toBe(1);
    },
  },
  {
    behaviour: 'a function whose process ends by itself is a Runtime.ExitError',
    notMoto,
    async run(target) {
      const code = 'exports.handler = async () => process.exit(3);';
      await createFunction(target, 'invoke-exits', { Code: { ZipFile: zipOf({ 'index.js': code }) } });
      const answer = await invoke(target, 'invoke-exits');
      expect(answer.FunctionError).toBe('Unhandled');
      expect(json(answer.Payload)).toMatchObject({ errorType: 'Runtime.ExitError' });
    },
  },
  {
    behaviour: 'a version is invoked by its qualifier, and $LATEST has the new code once the update is done',
    notMoto,
    async run(target) {
      await createFunction(target, 'invoke-version', { Code: { ZipFile: TALKATIVE } });
      await target.clients.lambda.send(new PublishVersionCommand({ FunctionName: 'invoke-version' }));
      await update(target, 'invoke-version', OTHER);
      expect(json((await invoke(target, 'invoke-version')).Payload)).toMatchObject({ version: '$LATEST' });
      target.settle();
      const first = await invoke(target, 'invoke-version', { Qualifier: '1' });
      expect(first.ExecutedVersion).toBe('1');
      expect(json(first.Payload)).toMatchObject({ version: '1' });
      expect(json((await invoke(target, 'invoke-version')).Payload)).toBe('other');
    },
  },
  {
    behaviour: 'an asynchronous invocation is accepted with 202, a dry run with 204',
    async run(target) {
      await createFunction(target, 'invoke-types');
      const event = await invoke(target, 'invoke-types', { InvocationType: 'Event', Payload: '{}' });
      expect(event.StatusCode).toBe(202);
      const dry = await invoke(target, 'invoke-types', { InvocationType: 'DryRun' });
      expect(dry.StatusCode).toBe(204);
    },
  },
  {
    behaviour: 'a payload that is no JSON is an InvalidRequestContentException with status 400',
    notMoto,
    async run(target) {
      await createFunction(target, 'invoke-text');
      expect(await failureOf(invoke(target, 'invoke-text', { Payload: '{order:7}' }))).toMatchObject({
        name: 'InvalidRequestContentException',
        status: 400,
      });
    },
  },
  {
    behaviour: 'a payload over 6 MB, or over 1 MB asynchronously, is a RequestTooLargeException with status 413',
    notMoto,
    async run(target) {
      await createFunction(target, 'invoke-large');
      const Payload = JSON.stringify('x'.repeat(6_291_455));
      const refused = { name: 'RequestTooLargeException', status: 413 };
      expect(await failureOf(invoke(target, 'invoke-large', { Payload }))).toMatchObject(refused);
      const asynchronous = { InvocationType: 'Event', Payload: Payload.slice(0, 1_048_576).concat('"') } as const;
      expect(await failureOf(invoke(target, 'invoke-large', asynchronous))).toMatchObject(refused);
    },
  },
  {
    behaviour: 'a function that is missing, or has no such version, is not found',
    async run(target) {
      expect(await failureOf(invoke(target, 'invoke-nowhere'))).toMatchObject({
        name: 'ResourceNotFoundException',
        status: 404,
      });
    },
  },
];
