import { expect, test } from 'vitest';
import { checkPayload, defaultPayload, MAX_ASYNC_PAYLOAD, MAX_SYNC_PAYLOAD, type PayloadOrigin } from './payload.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const file: PayloadOrigin = { kind: 'file', path: 'services/orders/events/created.json' };
const option: PayloadOrigin = { kind: 'option' };

test('JSON is passed on byte for byte', () => {
  const given = bytes(' {"id": 1}\n');
  const checked = checkPayload({ bytes: given, origin: file }, { async: false });
  expect(checked).toEqual({ ok: true, value: given });
});

test('a byte order mark is taken off', () => {
  const checked = checkPayload({ bytes: bytes('\ufeff{}'), origin: file }, { async: false });
  expect(checked).toEqual({ ok: true, value: bytes('{}') });
});

test('the default payload is an empty object', () => {
  expect(checkPayload(defaultPayload(), { async: true })).toEqual({ ok: true, value: bytes('{}') });
});

test('bad JSON in a file is told with its place and the line', () => {
  const checked = checkPayload({ bytes: bytes('{\r\n  "id": 1,\r\n}\r\n'), origin: file }, { async: false });
  expect(checked).toEqual({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-PAYLOAD-JSON',
        message: 'The event file services/orders/events/created.json is not JSON: a key in double quotes was expected.',
        advice: 'Correct it and run again.',
        place: { file: 'services/orders/events/created.json', line: 3, column: 1, lineText: '}' },
      },
    ],
  });
});

test('bad JSON in an option is told with line and column, and shells are thought of', () => {
  const checked = checkPayload({ bytes: bytes('{id:1}'), origin: option }, { async: false });
  expect(checked).toEqual({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-PAYLOAD-JSON',
        message:
          'The payload of --payload is not JSON: a key in double quotes or `}` was expected at line 1, column 2.',
        advice: 'Correct it; mind the quotes of your shell, or use --event=<file>.',
      },
    ],
  });
});

test.each([
  ['NXL-INVOKE-PAYLOAD-EMPTY', bytes(' \n')],
  ['NXL-INVOKE-PAYLOAD-ENCODING', new Uint8Array([0x22, 0xff, 0x22])],
])('%s', (code, given) => {
  const checked = checkPayload({ bytes: given, origin: { kind: 'stdin' } }, { async: false });
  expect(checked).toMatchObject({ ok: false, failures: [{ code }] });
});

function textOf(size: number): Uint8Array {
  return bytes(`"${'a'.repeat(size - 2)}"`);
}

test('6 MB may be sent synchronously and one byte more may not', () => {
  expect(checkPayload({ bytes: textOf(MAX_SYNC_PAYLOAD), origin: option }, { async: false }).ok).toBe(true);
  expect(checkPayload({ bytes: textOf(MAX_SYNC_PAYLOAD + 1), origin: option }, { async: false })).toEqual({
    ok: false,
    failures: [
      {
        code: 'NXL-INVOKE-PAYLOAD-SIZE',
        message:
          'The payload of --payload has 6,291,457 bytes; Lambda takes at most 6,291,456 for a synchronous invocation.',
        advice: 'Make it smaller, or put the data into S3 and send its address.',
      },
    ],
  });
});

test('1 MB may be sent asynchronously and one byte more may not', () => {
  expect(checkPayload({ bytes: textOf(MAX_ASYNC_PAYLOAD), origin: option }, { async: true }).ok).toBe(true);
  const checked = checkPayload({ bytes: textOf(MAX_ASYNC_PAYLOAD + 1), origin: option }, { async: true });
  expect(checked).toMatchObject({ ok: false, failures: [{ code: 'NXL-INVOKE-PAYLOAD-SIZE' }] });
});

test('size and syntax are told together', () => {
  const checked = checkPayload({ bytes: bytes('['.repeat(MAX_SYNC_PAYLOAD + 1)), origin: file }, { async: false });
  expect(checked).toMatchObject({
    ok: false,
    failures: [{ code: 'NXL-INVOKE-PAYLOAD-SIZE' }, { code: 'NXL-INVOKE-PAYLOAD-JSON' }],
  });
});
