import { expect, test } from 'vitest';
import type { LambdaFunction, Service } from '../service/service.ts';
import { chooseFunction, choosePayload, noSuchEvent } from './choose-function.ts';

function lambda(logicalId: string): LambdaFunction {
  return {
    logicalId,
    runtime: 'python3.12',
    handler: 'app.handler',
    architecture: 'x86_64',
    source: { kind: 'directory', path: 'services/orders/src', assets: [] },
    address: { kind: 'stack-resource', logicalId },
    place: { file: 'services/orders/template.yaml', line: 1, column: 1 },
  };
}

function service(names: readonly string[], events: readonly string[] = []): Service {
  return {
    name: 'orders',
    root: 'services/orders',
    functions: names.map(lambda),
    undeployable: [
      {
        logicalId: 'Inline',
        reason: { code: 'NXL-TEMPLATE-INLINE', message: 'Its code is in the template.', advice: 'Move it to a file.' },
      },
    ],
    events,
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}

test('the only function needs no name', () => {
  expect(chooseFunction(service(['Api']), {})).toMatchObject({ ok: true, value: { logicalId: 'Api' } });
});

test('of several functions the named one is taken', () => {
  const chosen = chooseFunction(service(['Api', 'Worker']), { functionName: 'Worker', event: 'Api.created' });
  expect(chosen).toMatchObject({ ok: true, value: { logicalId: 'Worker' } });
});

test('without a name the function of the event is taken, the longest name first', () => {
  const orders = service(['Api', 'Api.Admin', 'Child/Worker']);
  expect(chooseFunction(orders, { event: 'Api.created' })).toMatchObject({ value: { logicalId: 'Api' } });
  expect(chooseFunction(orders, { event: 'Api.Admin.created' })).toMatchObject({ value: { logicalId: 'Api.Admin' } });
  expect(chooseFunction(orders, { event: 'Child.Worker' })).toMatchObject({ value: { logicalId: 'Child/Worker' } });
});

test('several functions and no name list the functions', () => {
  expect(chooseFunction(service(['Api', 'Worker']), { event: 'Apical' })).toEqual({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-WHICH-FUNCTION',
        message: 'orders has 2 functions, and none was named.',
        advice: 'Add --function=<name>, or name the event file events/<name>.<event>.json.',
        notes: ['Api', 'Worker'],
      },
    ],
  });
});

test('an unknown function comes with suggestions and the list', () => {
  expect(chooseFunction(service(['CreateOrder', 'ListOrders']), { functionName: 'CreatOrder' })).toEqual({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-UNKNOWN-FUNCTION',
        message: 'orders has no function CreatOrder.',
        advice: 'Did you mean CreateOrder?',
        notes: ['CreateOrder', 'ListOrders'],
      },
    ],
  });
});

test('a function that is not deployable here is named with its reason', () => {
  expect(chooseFunction(service(['Api']), { functionName: 'Inline' })).toMatchObject({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-UNDEPLOYABLE',
        message: 'Inline of orders is not managed here: Its code is in the template.',
        advice: 'Move it to a file.',
      },
    ],
  });
});

test('a service without functions says why', () => {
  expect(chooseFunction(service([]), {})).toMatchObject({
    ok: false,
    failures: [{ code: 'NXL-INVOKE-NO-FUNCTION', notes: ['Inline: Its code is in the template.'] }],
  });
});

test('the payload comes from text, standard input, an event of the service, a path, or nowhere', () => {
  const orders = service(['Api'], ['created']);
  expect(choosePayload(orders, {})).toEqual({ ok: true, value: { kind: 'default' } });
  expect(choosePayload(orders, { payload: '' })).toEqual({ ok: true, value: { kind: 'text', text: '' } });
  expect(choosePayload(orders, { payload: '-' })).toEqual({ ok: true, value: { kind: 'stdin' } });
  expect(choosePayload(orders, { event: 'created' })).toEqual({
    ok: true,
    value: { kind: 'event', name: 'created', path: 'services/orders/events/created.json' },
  });
  expect(choosePayload(orders, { event: 'my.json' })).toEqual({ ok: true, value: { kind: 'file', path: 'my.json' } });
  expect(choosePayload(orders, { event: 'a\\b' })).toEqual({ ok: true, value: { kind: 'file', path: 'a\\b' } });
});

test('an event and a payload together are refused', () => {
  expect(choosePayload(service(['Api']), { event: 'a', payload: '{}' })).toMatchObject({
    ok: false,
    failures: [{ code: 'NXL-INVOKE-TWO-PAYLOADS' }],
  });
});

test('an unknown event comes with a suggestion, or says where events belong', () => {
  expect(choosePayload(service(['Api'], ['created', 'deleted']), { event: 'crated' })).toMatchObject({
    failures: [{ code: 'NXL-INVOKE-NO-EVENT', advice: 'Did you mean created?', notes: ['created', 'deleted'] }],
  });
  expect(noSuchEvent(service(['Api']), 'some/path.json')).toEqual({
    code: 'NXL-INVOKE-NO-EVENT',
    message: 'orders has no event some/path.json.',
    advice: 'Put path.json into services/orders/events, or give the path of a JSON file.',
  });
});
