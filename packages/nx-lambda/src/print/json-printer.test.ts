import type { LambdaEvent } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { createJsonPrinter, createPayloadPrinter, reportText } from './json-printer.ts';
import { badTemplate, deployEvents, deployReport, errorReport, invokeReport } from './sample-run.fixture.ts';
import type { Printer } from './terminal-printer.ts';

function printed(create: (write: (text: string) => void) => Printer, events: readonly LambdaEvent[]): string {
  let text = '';
  const printer = create((part) => {
    text += part;
  });
  for (const event of events) printer.print(event);
  printer.end();
  return text;
}

const deployJson = (write: (text: string) => void) => createJsonPrinter({ command: 'deploy-feature', write });
const invokeJson = (write: (text: string) => void) => createJsonPrinter({ command: 'invoke-cloud', write });
const payload = (write: (text: string) => void) => createPayloadPrinter({ write });

test('a whole deployment is one JSON document, the report', () => {
  const text = printed(deployJson, deployEvents);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(deployReport)));
  expect(text).toBe(reportText(deployReport));
});

test('without a report the document holds the failures', () => {
  const events: readonly LambdaEvent[] = [{ type: 'invoke-failed', service: 'stock', failures: [badTemplate] }];
  expect(JSON.parse(printed(invokeJson, events))).toEqual({
    schema: 1,
    command: 'invoke-cloud',
    failures: [{ ...badTemplate, service: 'stock' }],
  });
});

test('nothing at all is still one document', () => {
  expect(printed(deployJson, [])).toBe('{\n  "schema": 1,\n  "command": "deploy-feature",\n  "failures": []\n}\n');
});

test('--output=payload gives the answer and nothing else', () => {
  const { service, logicalId, physicalName } = invokeReport;
  const started: LambdaEvent = { type: 'invoke-started', service, logicalId, physicalName };
  expect(printed(payload, [started, { type: 'invoke-finished', report: invokeReport }])).toBe(
    '{"statusCode":200,"body":"{}"}\n',
  );
  expect(printed(payload, [started, { type: 'invoke-finished', report: errorReport }])).toBe(
    '{"errorType":"TypeError","errorMessage":"no id"}\n',
  );
});

test('--output=payload without an answer says why', () => {
  expect(printed(payload, [{ type: 'invoke-failed', service: 'stock', failures: [badTemplate] }])).toContain(
    '✖ NXL-TEMPLATE-TYPE\n  Unknown tag !Foo.\n',
  );
});
