import {
  type DeployedFunction,
  failed,
  type InvokeAnswer,
  type InvokeRequest,
  type LambdaEvent,
  type Result,
  type SourceLookup,
  success,
} from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { type InvokeFunctionRequest, invokeFunction } from './invoke.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const ID = '6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c';
const LOG = [
  `START RequestId: ${ID} Version: $LATEST`,
  `2026-11-22T10:00:00.000Z\t${ID}\tERROR\tat x (/var/task/app.js:1:1)`,
  `END RequestId: ${ID}`,
  `REPORT RequestId: ${ID}\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 65 MB\t`,
].join('\n');

const request: InvokeFunctionRequest = {
  service: 'orders',
  logicalId: 'Api',
  physicalName: 'orders-ada-Api',
  environment: 'ada',
  caller: { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/ada', region: 'eu-west-1' },
  async: false,
  payload: { bytes: bytes('{"id":1}'), origin: { kind: 'option' } },
  builtCodeSha256: 'sha-a',
  commands: { build: 'nx run orders:build', deployFeature: 'nx run orders:deploy-feature' },
};

const deployed: DeployedFunction = {
  physicalName: 'orders-ada-Api',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders-ada-Api',
  accountId: '123456789012',
  region: 'eu-west-1',
  codeSha256: 'sha-a',
  codeSize: 1,
  revisionId: 'r1',
  architectures: ['x86_64'],
  packageType: 'Zip',
  tags: { kind: 'read', tags: { 'nx-lambda:environment': 'ada' } },
};

const lookup: SourceLookup = (_file, line, column) => ({ file: 'services/orders/src/app.ts', line, column });

interface Outside {
  readonly read?: Result<DeployedFunction | undefined>;
  readonly answer?: Result<InvokeAnswer>;
  readonly maps?: SourceLookup;
}

async function run(given: InvokeFunctionRequest, outside: Outside = {}) {
  const events: LambdaEvent[] = [];
  const calls: (string | InvokeRequest)[] = [];
  const result = await invokeFunction(
    given,
    {
      lambda: {
        getFunction: async (name) => {
          calls.push(name);
          return outside.read ?? success(deployed);
        },
        invoke: async (asked) => {
          calls.push(asked);
          return outside.answer ?? success({ statusCode: 200, payload: bytes('{"ok":true}'), logTail: LOG });
        },
      },
      sourceMaps: {
        load: async (codeSha256) => {
          calls.push(`maps of ${codeSha256}`);
          return outside.maps;
        },
      },
    },
    (event) => events.push(event),
  );
  return { result, events, calls };
}

test('a result is reported with log lines, figures and request id, mapped to the sources', async () => {
  const { result, events } = await run(request, { maps: lookup });
  const report = {
    schema: 1,
    command: 'invoke-cloud',
    service: 'orders',
    logicalId: 'Api',
    physicalName: 'orders-ada-Api',
    accountId: '123456789012',
    region: 'eu-west-1',
    kind: 'result',
    requestId: ID,
    payload: '{"ok":true}',
    logLines: [`2026-11-22T10:00:00.000Z\t${ID}\tERROR\tat x (services/orders/src/app.ts:1:1)`],
    logTruncated: false,
    usage: { duration: 1.5, billedDuration: 2, memorySize: 128, maxMemoryUsed: 65 },
  };
  expect(result).toEqual({ ok: true, value: report });
  expect(events).toEqual([
    {
      type: 'invoke-started',
      service: 'orders',
      logicalId: 'Api',
      physicalName: 'orders-ada-Api',
      caller: request.caller,
    },
    { type: 'invoke-finished', report },
  ]);
});

test('an error of the function is a report with its stack mapped by the maps of the deployed code', async () => {
  const payload =
    '{"errorType":"TypeError","errorMessage":"no id","trace":["TypeError: no id","    at /var/task/app.js:9:3"]}';
  const { result, calls } = await run(
    { ...request, builtCodeSha256: 'sha-b' },
    { answer: success({ statusCode: 200, functionError: 'Unhandled', payload: bytes(payload) }), maps: lookup },
  );
  expect(result).toMatchObject({
    ok: true,
    value: {
      kind: 'function-error',
      error: { type: 'TypeError', message: 'no id', stack: ['    at services/orders/src/app.ts:9:3'], mapped: true },
      codeNotice: 'The deployed code is not what is built here: `nx run orders:deploy-feature` deploys it.',
    },
  });
  expect(calls).toContain('maps of sha-a');
});

test('source maps are not read where nothing names deployed code', async () => {
  const { calls } = await run(request, { answer: success({ statusCode: 200, payload: bytes('1') }) });
  expect(calls).toEqual(['orders-ada-Api', { name: 'orders-ada-Api', payload: bytes('{"id":1}'), async: false }]);
});

test('an asynchronous event is accepted without a payload', async () => {
  const { result } = await run(
    { ...request, async: true },
    { answer: success({ statusCode: 202, payload: bytes(''), requestId: 'r-2' }) },
  );
  expect(result).toMatchObject({ ok: true, value: { kind: 'accepted', requestId: 'r-2' } });
  expect(result.ok && 'payload' in result.value).toBe(false);
});

test('a qualifier is compared and invoked', async () => {
  const read = success({ ...deployed, tags: { kind: 'read', tags: {} } } as const);
  const { result, events, calls } = await run({ ...request, qualifier: 'live' }, { read });
  expect(events[0]).toMatchObject({ type: 'invoke-started' });
  expect(calls.slice(0, 2)).toEqual([
    'orders-ada-Api:live',
    { name: 'orders-ada-Api', qualifier: 'live', payload: bytes('{"id":1}'), async: false },
  ]);
  expect(result).toMatchObject({ value: { qualifier: 'live' } });
});

test('a wrong payload is told before AWS is asked anything', async () => {
  const { result, events, calls } = await run({
    ...request,
    payload: { bytes: bytes('{id:1}'), origin: { kind: 'option' } },
  });
  expect(calls).toEqual([]);
  expect(result).toMatchObject({ ok: false, failures: [{ code: 'NXL-INVOKE-PAYLOAD-JSON' }] });
  expect(events).toMatchObject([{ type: 'invoke-failed', failures: [{ code: 'NXL-INVOKE-PAYLOAD-JSON' }] }]);
});

test('a function that is not there is not invoked', async () => {
  const { result, calls } = await run(request, { read: success(undefined) });
  expect(calls).toEqual(['orders-ada-Api']);
  expect(result).toMatchObject({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-NOT-DEPLOYED',
        message: 'There is no function orders-ada-Api in account 123456789012, region eu-west-1.',
      },
    ],
  });
});

test('who may invoke but not read the function gets its answer and a notice', async () => {
  const denied = failed({ code: 'NXL-AWS-DENIED', message: 'lambda:GetFunction is denied.', advice: 'Ask for it.' });
  const { result } = await run(request, { read: denied });
  expect(result).toMatchObject({
    ok: true,
    value: {
      kind: 'result',
      accountId: '123456789012',
      codeNotice: 'The deployed code could not be compared with what is built here: lambda:GetFunction is denied.',
    },
  });
});

test.each([
  [{ 'nx-lambda:environment': 'bob' }, 'orders-ada-Api belongs to the feature environment bob, not to ada.'],
  [{}, 'orders-ada-Api is not tagged as part of any feature environment.'],
])('a function with the tags %j is invoked with a notice', async (tags, message) => {
  const { result, events } = await run(request, { read: success({ ...deployed, tags: { kind: 'read', tags } }) });
  expect(result.ok).toBe(true);
  expect(events[0]).toMatchObject({ type: 'notice', notice: { code: 'NXL-INVOKE-FOREIGN', message } });
});

test('a failed call is passed on and told', async () => {
  const failure = { code: 'NXL-AWS-NETWORK', message: 'No connection.', advice: 'Check it.' } as const;
  const { result, events } = await run(request, { answer: failed(failure) });
  expect(result).toEqual({ ok: false, failures: [failure] });
  expect(events.at(-1)).toEqual({ type: 'invoke-failed', service: 'orders', failures: [failure] });
});

test('the alias through which events come is invoked where nobody asked for another', async () => {
  const throughAlias = await run({ ...request, alias: 'live' });
  expect(throughAlias.calls.slice(0, 2)).toMatchObject([
    'orders-ada-Api:live',
    { name: 'orders-ada-Api', qualifier: 'live' },
  ]);
  expect(throughAlias.result).toMatchObject({ ok: true, value: { qualifier: 'live' } });
  const asked = await run({ ...request, alias: 'live', qualifier: '$LATEST' });
  expect(asked.calls.slice(0, 2)).toMatchObject(['orders-ada-Api:$LATEST', { qualifier: '$LATEST' }]);
});

test('an alias that is not there gives way to the function itself', async () => {
  const calls: (string | InvokeRequest)[] = [];
  const lambda = {
    getFunction: async (name: string) => {
      calls.push(name);
      return success(name.endsWith(':live') ? undefined : deployed);
    },
    invoke: async (sent: InvokeRequest) => {
      calls.push(sent);
      return success({ statusCode: 200, payload: bytes('1') });
    },
  };
  const sourceMaps = { load: async () => undefined };
  const result = await invokeFunction({ ...request, alias: 'live' }, { lambda, sourceMaps }, () => undefined);
  expect(result.ok && result.value).not.toHaveProperty('qualifier');
  expect(calls).toMatchObject(['orders-ada-Api:live', 'orders-ada-Api', { name: 'orders-ada-Api' }]);
});
