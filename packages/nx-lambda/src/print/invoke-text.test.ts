import type { LambdaEvent } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { errorReport, invokeReport } from './sample-run.fixture.ts';
import { createTerminalPrinter } from './terminal-printer.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

function printed(events: readonly LambdaEvent[]): string {
  const texts: string[] = [];
  const printer = createTerminalPrinter({ ...PLAIN_STYLE, write: (text) => texts.push(text) });
  for (const event of events) printer.print(event);
  printer.end();
  return texts.join('');
}

test('an invocation is told with log, answer and figures', () => {
  const { service, logicalId, physicalName } = invokeReport;
  const events: readonly LambdaEvent[] = [
    { type: 'invoke-started', service, logicalId, physicalName },
    { type: 'invoke-finished', report: invokeReport },
  ];
  expect(printed(events)).toBe(`Invoking orders CreateOrder (orders-ada-CreateOrder)

Log
  │ 10:00:00.000  INFO   hello red
  │ 10:00:00.123  WARN   slow  {"ms":12}
  │ as written

  {
    "statusCode": 200,
    "body": "{}"
  }

✔ orders CreateOrder answered in 12 ms
  billed 163 ms, memory 65 of 128 MB, cold start 150 ms
  request 6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c
`);
});

test('an error of the function is told with its stack and the notice about the code', () => {
  expect(printed([{ type: 'invoke-finished', report: errorReport }])).toBe(`
Log
  │ … the beginning is missing: Lambda returns the last 4 KB

  TypeError: no id
    at handler (services/orders/src/app.ts:9:3)
    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)

✖ orders CreateOrder failed in 12 ms
  billed 163 ms, memory 65 of 128 MB, cold start 150 ms
  request 6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c

▲ The deployed code is not what is built here: \`nx run orders:deploy-feature\` deploys it.
`);
});

test('a stack that could not be mapped says so', () => {
  const error = { type: 'Error', message: 'x\ny', stack: ['    at /var/task/app.js:1:1'], mapped: false };
  expect(printed([{ type: 'invoke-finished', report: { ...errorReport, error } }])).toContain(`  Error: x
  y
    at /var/task/app.js:1:1
  No source map of the deployed code is kept here: the lines are those of the bundle.
`);
});

test('an accepted event and an answer that is no JSON are told as they are', () => {
  const { payload: _payload, usage: _usage, ...bare } = { ...invokeReport, logLines: [] };
  expect(printed([{ type: 'invoke-finished', report: { ...bare, kind: 'accepted', qualifier: 'live' } }])).toBe(`
✔ orders CreateOrder (live) accepted the event and will run on its own
  request 6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c
`);
  expect(printed([{ type: 'invoke-finished', report: { ...bare, payload: 'a\nb' } }])).toContain('\n  a\n  b\n');
});

test('the error that the runtime logs once more is left to the answer', () => {
  const logLines = ['2026-11-22T10:00:00.000Z\tx\tERROR\tInvoke Error \t{"errorType":"TypeError"}'];
  const told = printed([{ type: 'invoke-finished', report: { ...errorReport, logTruncated: false, logLines } }]);
  expect(told).not.toContain('Log');
  expect(printed([{ type: 'invoke-finished', report: { ...invokeReport, logLines } }])).toContain(
    '  │ 10:00:00.000  ERROR  Invoke Error \t{"errorType":"TypeError"}\n',
  );
});
