import type { LambdaEvent } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { createAnswerApartPrinter } from './answer-apart.ts';
import { badTemplate, errorReport, invokeReport } from './sample-run.fixture.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

function printed(events: readonly LambdaEvent[]): { readonly answer: string; readonly told: string } {
  let answer = '';
  let told = '';
  const printer = createAnswerApartPrinter({
    ...PLAIN_STYLE,
    write: (text) => {
      told += text;
    },
    writeAnswer: (text) => {
      answer += text;
    },
  });
  for (const event of events) printer.print(event);
  printer.end();
  return { answer, told };
}

const { service, logicalId } = invokeReport;
const part = (text: string): LambdaEvent => ({ type: 'local-response', service, logicalId, text });

test('the answer alone is what is piped on, and everything else is told beside it', () => {
  const { answer, told } = printed([{ type: 'invoke-finished', report: invokeReport }]);
  expect(answer).toBe('{"statusCode":200,"body":"{}"}\n');
  expect(told).toContain('hello red');
  expect(told).toContain('orders CreateOrder answered in 12 ms');
  expect(told).not.toContain('statusCode');
});

test('an error of the function is no answer', () => {
  const { answer, told } = printed([{ type: 'invoke-finished', report: errorReport }]);
  expect(answer).toBe('');
  expect(told).toContain('TypeError: no id');
});

test('what keeps an invocation from being made is no answer', () => {
  const { answer, told } = printed([{ type: 'invoke-failed', service, failures: [badTemplate] }]);
  expect(answer).toBe('');
  expect(told).toContain('NXL-TEMPLATE-TYPE');
});

test('a streamed answer is passed on as it comes, and one that breaks off ends its line', () => {
  expect(printed([part('on'), part('ce'), { type: 'invoke-finished', report: invokeReport }]).answer).toBe('once\n');
  const broken: readonly LambdaEvent[] = [part('half'), { type: 'invoke-finished', report: errorReport }];
  const next: LambdaEvent = { type: 'invoke-finished', report: invokeReport };
  expect(printed([...broken, next]).answer).toBe('half\n{"statusCode":200,"body":"{}"}\n');
});
