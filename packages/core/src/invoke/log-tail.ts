/**
 * What an invocation's log tail tells: the function's own lines apart from Lambda's, and the figures of the report.
 * Two formats exist: text (`START`, `END` and `REPORT` lines) and JSON (`platform.start`, `platform.report` objects).
 */
import type { InvocationUsage } from './invoke-report.ts';

export interface LogTail {
  /** The invocation's own lines, as they were written. */
  readonly lines: readonly string[];
  /** True where the beginning is missing. */
  readonly truncated: boolean;
  readonly usage?: InvocationUsage;
  readonly requestId?: string;
}

/** Lambda answers with the last 4 KB of the log. */
const TAIL_BYTES = 4096;

const REQUEST = 'RequestId: ([0-9a-fA-F-]{36})';
const START = new RegExp(`^START ${REQUEST} Version: `);
const END = new RegExp(`^END ${REQUEST}\\s*$`);
const REPORT = new RegExp(`^REPORT ${REQUEST}\\s`);
const OTHER_PLATFORM_LINE =
  /^(?:INIT_START Runtime Version: |INIT_REPORT Init Duration: |RESTORE_START Runtime Version: |RESTORE_REPORT Restore Duration: |XRAY TraceId: |EXTENSION\tName: |TELEMETRY\tName: )/;

export function parseLogTail(tail: string): LogTail {
  const own: string[] = [];
  let sawStart = false;
  let sawText = false;
  let usage: InvocationUsage | undefined;
  let requestId: string | undefined;
  for (const line of tail.split(/\r\n|\n|\r/)) {
    const start = START.exec(line);
    const report = REPORT.exec(line);
    const platform = platformRecord(line);
    if (start !== null) {
      sawStart = true;
      requestId = start[1];
    } else if (report !== null) {
      sawText = true;
      requestId = report[1];
      usage = textUsage(line);
    } else if (END.test(line) || OTHER_PLATFORM_LINE.test(line)) {
      if (line.startsWith('INIT_START')) sawStart = true;
    } else if (platform !== undefined) {
      if (platform.type === 'platform.start' || platform.type === 'platform.initStart') sawStart = true;
      if (platform.type === 'platform.report') usage = jsonUsage(platform.record);
      const id = platform.record['requestId'];
      if (typeof id === 'string') requestId = id;
    } else if (line !== '') {
      own.push(line);
    }
  }
  // With JSON logs the system log level can leave the start out: only a full tail tells then.
  const full = new TextEncoder().encode(tail).length >= TAIL_BYTES;
  return {
    lines: own,
    truncated: !sawStart && (sawText || full),
    ...(usage === undefined ? {} : { usage }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

interface PlatformRecord {
  readonly type: string;
  readonly record: Readonly<Record<string, unknown>>;
}

function platformRecord(line: string): PlatformRecord | undefined {
  if (!line.startsWith('{') || !line.includes('"platform.')) return undefined;
  const value = parsed(line);
  if (!isObject(value) || !isObject(value['record']) || typeof value['type'] !== 'string') return undefined;
  return value['type'].startsWith('platform.') ? { type: value['type'], record: value['record'] } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `REPORT RequestId: …⇥Duration: 1.23 ms⇥Billed Duration: 2 ms⇥Memory Size: 128 MB⇥Max Memory Used: 65 MB⇥Init Duration: 150.23 ms`. */
function textUsage(line: string): InvocationUsage | undefined {
  const fields = new Map<string, number>();
  for (const field of line.split('\t')) {
    const match = /^(.+): ([\d.]+) (?:ms|MB)\s*$/.exec(field);
    if (match?.[1] !== undefined) fields.set(match[1], Number(match[2]));
  }
  return usageOf(
    fields.get('Duration'),
    fields.get('Billed Duration'),
    fields.get('Memory Size'),
    fields.get('Max Memory Used'),
    fields.get('Init Duration') ?? fields.get('Restore Duration'),
  );
}

function jsonUsage(record: Readonly<Record<string, unknown>>): InvocationUsage | undefined {
  const metrics = record['metrics'];
  if (!isObject(metrics)) return undefined;
  return usageOf(
    metrics['durationMs'],
    metrics['billedDurationMs'],
    metrics['memorySizeMB'],
    metrics['maxMemoryUsedMB'],
    metrics['initDurationMs'] ?? metrics['restoreDurationMs'],
  );
}

function usageOf(
  duration: unknown,
  billedDuration: unknown,
  memorySize: unknown,
  maxMemoryUsed: unknown,
  initDuration: unknown,
): InvocationUsage | undefined {
  if (!isFigure(duration) || !isFigure(billedDuration) || !isFigure(memorySize) || !isFigure(maxMemoryUsed))
    return undefined;
  return {
    duration,
    billedDuration,
    memorySize,
    maxMemoryUsed,
    ...(isFigure(initDuration) ? { initDuration } : {}),
  };
}

function isFigure(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
