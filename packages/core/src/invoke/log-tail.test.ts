import { expect, test } from 'vitest';
import { parseLogTail } from './log-tail.ts';

const ID = '6f747a63-0e4a-4c6b-9f3a-2f1f0f1e2d3c';
const REPORT = `REPORT RequestId: ${ID}\tDuration: 12.34 ms\tBilled Duration: 163 ms\tMemory Size: 128 MB\tMax Memory Used: 65 MB`;

test('the own lines of a cold start are told apart from the lines of Lambda', () => {
  const tail = [
    'INIT_START Runtime Version: nodejs:22.v40\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:abc',
    `START RequestId: ${ID} Version: $LATEST`,
    `2026-11-22T10:00:00.000Z\t${ID}\tINFO\thello`,
    'START of my own line',
    `END RequestId: ${ID}`,
    `${REPORT}\tInit Duration: 150.23 ms\t`,
    'XRAY TraceId: 1-5e1b4151-5ac6c58f5dcbc1d9 SegmentId: 6f7a Sampled: true',
    '',
  ].join('\n');
  expect(parseLogTail(tail)).toEqual({
    lines: [`2026-11-22T10:00:00.000Z\t${ID}\tINFO\thello`, 'START of my own line'],
    truncated: false,
    usage: { duration: 12.34, billedDuration: 163, memorySize: 128, maxMemoryUsed: 65, initDuration: 150.23 },
    requestId: ID,
  });
});

test('a warm start has no init duration, and fields that are unknown are passed over', () => {
  const tail = `START RequestId: ${ID} Version: 3\nEND RequestId: ${ID}\n${REPORT}\tStatus: error\tError Type: Runtime.ExitError\n`;
  expect(parseLogTail(tail).usage).toEqual({
    duration: 12.34,
    billedDuration: 163,
    memorySize: 128,
    maxMemoryUsed: 65,
  });
});

test('a text log without its START line has lost its beginning', () => {
  const tail = `est of a long line\nlast\nEND RequestId: ${ID}\n${REPORT}\t\n`;
  expect(parseLogTail(tail)).toMatchObject({ lines: ['est of a long line', 'last'], truncated: true, requestId: ID });
});

test('JSON logs are read by their platform objects', () => {
  const own = `{"timestamp":"2026-11-22T10:00:00.000Z","level":"INFO","requestId":"${ID}","message":"platform.report"}`;
  const tail = [
    `{"time":"2026-11-22T10:00:00.000Z","type":"platform.start","record":{"requestId":"${ID}","version":"$LATEST"}}`,
    own,
    '{"type":"order.created","record":{"id":1}}',
    `{"time":"2026-11-22T10:00:01.000Z","type":"platform.runtimeDone","record":{"requestId":"${ID}","status":"success"}}`,
    `{"time":"2026-11-22T10:00:01.000Z","type":"platform.report","record":{"requestId":"${ID}","status":"success","metrics":{"durationMs":2.5,"billedDurationMs":3,"memorySizeMB":256,"maxMemoryUsedMB":70,"initDurationMs":99.5}}}`,
  ].join('\n');
  expect(parseLogTail(tail)).toEqual({
    lines: [own, '{"type":"order.created","record":{"id":1}}'],
    truncated: false,
    usage: { duration: 2.5, billedDuration: 3, memorySize: 256, maxMemoryUsed: 70, initDuration: 99.5 },
    requestId: ID,
  });
});

test('a JSON log without a start has lost its beginning only when the tail is full', () => {
  const line = '{"level":"INFO","message":"x"}';
  expect(parseLogTail(line).truncated).toBe(false);
  expect(parseLogTail(`${'y'.repeat(4096 - line.length - 1)}\n${line}`).truncated).toBe(true);
});

test('an empty tail tells nothing', () => {
  expect(parseLogTail('')).toEqual({ lines: [], truncated: false });
});
