import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeNotice } from './code-notice.ts';
import { readFunctionError } from './function-error.ts';
import { mapFrames, namesDeployedCode, type SourceLookup } from './source-lookup.ts';

const lookup: SourceLookup = (file, line, column) =>
  file === 'src/app.js' || file === 'src/my app.mjs'
    ? { file: 'services/orders/src/app.ts', line: line + 100, column: column + 10 }
    : undefined;

test('frames of the deployed code are mapped and others are left', () => {
  const payload = JSON.stringify({
    errorType: 'TypeError',
    errorMessage: "Cannot read properties of undefined (reading 'id')",
    trace: [
      "TypeError: Cannot read properties of undefined (reading 'id')",
      '    at handler (/var/task/src/app.js:10:5)',
      '    at /var/task/src/app.js:20:1',
      '    at file:///var/task/src/my%20app.mjs:1:2',
      '    at other (/var/task/node_modules/x/index.js:1:1)',
      '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)',
    ],
  });
  expect(readFunctionError(payload, lookup)).toEqual({
    type: 'TypeError',
    message: "Cannot read properties of undefined (reading 'id')",
    stack: [
      '    at handler (services/orders/src/app.ts:110:15)',
      '    at services/orders/src/app.ts:120:11',
      '    at services/orders/src/app.ts:101:12',
      '    at other (/var/task/node_modules/x/index.js:1:1)',
      '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)',
    ],
    mapped: true,
  });
});

test('without source maps the stack is as deployed', () => {
  const payload =
    '{"errorType":"Error","errorMessage":"a\\nb","trace":["Error: a","b","    at x (/var/task/src/app.js:1:1)"]}';
  expect(readFunctionError(payload, undefined)).toEqual({
    type: 'Error',
    message: 'a\nb',
    stack: ['    at x (/var/task/src/app.js:1:1)'],
    mapped: false,
  });
});

test('a stack of Python is kept line by line', () => {
  const payload = JSON.stringify({
    errorMessage: "'id'",
    errorType: 'KeyError',
    requestId: 'x',
    stackTrace: ['  File "/var/task/app.py", line 3, in handler\n    return event["id"]\n'],
  });
  expect(readFunctionError(payload, lookup)).toEqual({
    type: 'KeyError',
    message: "'id'",
    stack: ['  File "/var/task/app.py", line 3, in handler', '    return event["id"]'],
    mapped: false,
  });
});

test('a timeout has a message and maybe no type', () => {
  const payload = '{"errorMessage":"2026-11-22T10:00:00.000Z x Task timed out after 3.00 seconds"}';
  expect(readFunctionError(payload, lookup)).toEqual({
    type: 'Error',
    message: '2026-11-22T10:00:00.000Z x Task timed out after 3.00 seconds',
    stack: [],
    mapped: false,
  });
});

test('whatever the payload is, there is an error to show', () => {
  expect(readFunctionError('oops\n', lookup)).toMatchObject({ type: 'Error', message: 'oops' });
  expect(readFunctionError('[1]', lookup)).toMatchObject({ type: 'Error', message: '[1]' });
  expect(readFunctionError('{"errorType":{"a":1},"errorMessage":null,"trace":7}', lookup)).toEqual({
    type: '{"a":1}',
    message: '',
    stack: [],
    mapped: false,
  });
});

test('a text without places in deployed code is never changed', () => {
  const anything: SourceLookup = () => ({ file: 'x.ts', line: 1, column: 1 });
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!namesDeployedCode(text));
      expect(mapFrames(text, anything)).toEqual({ text, mapped: false });
    }),
  );
});

test('a path that is no URL is not decoded, and a broken escape is left as it is', () => {
  const seen: string[] = [];
  const spy: SourceLookup = (file) => {
    seen.push(file);
    return undefined;
  };
  mapFrames('(/var/task/a%20b.js:1:1) (file:///var/task/a%20b.js:1:1) (file:///var/task/%zz.js:1:1)', spy);
  expect(seen).toEqual(['a%20b.js', 'a b.js', '%zz.js']);
});

test('the notice says whether the deployed code is what is built here', () => {
  const commands = { build: 'nx run orders:build', deployFeature: 'nx run orders:deploy-feature' };
  expect(codeNotice({ built: 'a', deployed: 'a' }, commands)).toBeUndefined();
  expect(codeNotice({ built: 'a', deployed: 'b' }, commands)).toBe(
    'The deployed code is not what is built here: `nx run orders:deploy-feature` deploys it.',
  );
  expect(codeNotice({ built: undefined, deployed: 'b' }, commands)).toBe(
    'Nothing is built here to compare the deployed code with: `nx run orders:build` builds it.',
  );
  expect(codeNotice({ built: 'a', deployed: undefined, reason: 'Access denied.' }, commands)).toBe(
    'The deployed code could not be compared with what is built here: Access denied.',
  );
});
