import type { SandboxOptions } from './sandbox.ts';

/** What the REPORT line tells. Durations in milliseconds, memory in MB. */
export interface ReportFigures {
  readonly requestId: string;
  readonly duration: number;
  readonly initDuration?: number;
  readonly memorySize: number;
  readonly maxMemoryUsed: number;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string;
  /** The platform ended the invocation, not the function: text logs tell the status only then. */
  readonly byPlatform: boolean;
}

type LogFormat = SandboxOptions['logFormat'];

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
export function startLine(format: LogFormat, requestId: string, version: string, now: Date): string {
  return format === 'JSON'
    ? event('platform.start', now, { requestId, version })
    : `START RequestId: ${requestId} Version: ${version}\n`;
}

/** END and REPORT. JSON logs have no END line. */
export function reportLines(format: LogFormat, figures: ReportFigures, now: Date): string {
  return format === 'JSON' ? jsonReport(figures, now) : `END RequestId: ${figures.requestId}\n${textReport(figures)}`;
}

/** Lambda bills the initialisation too, and whole milliseconds. */
export function billedDuration({ duration, initDuration = 0 }: ReportFigures): number {
  return Math.ceil(duration + initDuration);
}

function textReport(figures: ReportFigures): string {
  const { duration, errorType, initDuration, maxMemoryUsed, memorySize, requestId, status } = figures;
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${billedDuration(figures)} ms`,
    `Memory Size: ${memorySize} MB`,
    `Max Memory Used: ${maxMemoryUsed} MB`,
    ...(initDuration === undefined ? [] : [`Init Duration: ${initDuration.toFixed(2)} ms`]),
    ...(figures.byPlatform ? [`Status: ${status}`] : []),
    ...(figures.byPlatform && status === 'error' && errorType !== undefined ? [`Error Type: ${errorType}`] : []),
  ];
  return `${fields.join('\t')}\t\n`;
}

function jsonReport(figures: ReportFigures, now: Date): string {
  const { duration, errorType, initDuration, maxMemoryUsed, memorySize, requestId, status } = figures;
  return event('platform.report', now, {
    requestId,
    metrics: {
      durationMs: round(duration),
      billedDurationMs: billedDuration(figures),
      memorySizeMB: memorySize,
      maxMemoryUsedMB: maxMemoryUsed,
      ...(initDuration === undefined ? {} : { initDurationMs: round(initDuration) }),
    },
    status,
    ...(status === 'error' && errorType !== undefined ? { errorType } : {}),
  });
}

function event(type: string, now: Date, record: object): string {
  return `${JSON.stringify({ time: now.toISOString(), type, record })}\n`;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
