/** One invocation: its answer or error, its log lines, and a line of figures. */
import type { FunctionError, InvokeReport, LambdaEvent } from '@nx-lambda/core';
import { callerText } from './caller-text.ts';
import { logLine } from './log-line.ts';
import { paint, symbolsOf } from './paint.ts';
import { plainLine, plainText } from './plain-text.ts';
import { formatDuration } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function invokeStartedLine(
  event: Extract<LambdaEvent, { readonly type: 'invoke-started' }>,
  style: TerminalStyle,
): string {
  const name = `${event.service} ${event.logicalId}`;
  const { physicalName, caller } = event;
  const where = caller && `, account ${caller.accountId}, ${caller.region}${callerText(caller.arn)}`;
  return `Invoking ${paint(style, 'strong', name)} ${paint(style, 'quiet', `(${physicalName}${where ?? ''})`)}`;
}

/** What was told while the function ran. */
export interface ToldBefore {
  readonly log: boolean;
  readonly response: boolean;
}

export function invokeReportLines(
  report: InvokeReport,
  style: TerminalStyle,
  told: ToldBefore = { log: false, response: false },
): readonly string[] {
  const result = told.response ? [] : resultLines(report);
  return [
    ...(told.log ? [] : logLines(report, style)),
    ...(report.error === undefined ? result : errorLines(report.error, style)),
    '',
    outcomeLine(report, style),
    ...figureLines(report, style),
    ...(report.codeNotice === undefined
      ? []
      : ['', `${paint(style, 'warn', symbolsOf(style).notice)} ${plainLine(report.codeNotice)}`]),
  ];
}

/** `--output=payload`: the answer as the function gave it, with a line break at its end. */
export function payloadText(report: InvokeReport): string {
  const payload = report.payload ?? '';
  return payload === '' || payload.endsWith('\n') ? payload : `${payload}\n`;
}

/** Whether a log line only repeats the error that the answer shows better. */
export function repeatsError(line: string): boolean {
  return ERROR_ONCE_MORE.test(line);
}

/** The runtime of Node.js logs the error that it answers with, too: the answer shows it better. */
const ERROR_ONCE_MORE = /\tERROR\tInvoke Error\s*\t\{/;

function logLines(report: InvokeReport, style: TerminalStyle): readonly string[] {
  const { ellipsis, bar } = symbolsOf(style);
  const edge = paint(style, 'quiet', bar);
  const cut = `${ellipsis} the beginning is missing: Lambda returns the last 4 KB`;
  const told = report.error === undefined ? report.logLines : report.logLines.filter((line) => !repeatsError(line));
  const lines = told.flatMap((line) => logLine(line, style).split('\n'));
  if (lines.length === 0 && !report.logTruncated) return [];
  return [
    '',
    paint(style, 'strong', 'Log'),
    ...(report.logTruncated ? [`  ${edge} ${paint(style, 'quiet', cut)}`] : []),
    ...lines.map((line) => `  ${edge} ${line}`.trimEnd()),
  ];
}

function resultLines(report: InvokeReport): readonly string[] {
  if (report.payload === undefined) return [];
  return ['', ...indented(pretty(report.payload))];
}

/** JSON is laid out; any other text is shown as it is. */
function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), undefined, 2);
  } catch {
    return payload;
  }
}

function indented(text: string): readonly string[] {
  return plainText(text)
    .split('\n')
    .map((line) => `  ${line}`.trimEnd());
}

function errorLines(error: FunctionError, style: TerminalStyle): readonly string[] {
  const [first = '', ...rest] = plainText(error.message).split('\n');
  const deployed = error.stack.some((line) => line.includes('/var/task/'));
  return [
    '',
    `  ${paint(style, 'bad', plainLine(error.type))}${first === '' ? '' : `: ${first}`}`,
    ...rest.map((line) => `  ${line}`),
    ...error.stack.map((line) => `  ${frame(line, style)}`),
    ...(deployed && !error.mapped
      ? [paint(style, 'quiet', '  No source map of the deployed code is kept here: the lines are those of the bundle.')]
      : []),
  ];
}

/** Frames of the runtime and of Node.js itself step back. */
function frame(line: string, style: TerminalStyle): string {
  const text = plainLine(line);
  const shown = line.startsWith(' ') ? `  ${text}` : text;
  return /\/var\/runtime\/|\(node:|\bat node:/.test(line) ? paint(style, 'quiet', shown) : shown;
}

function outcomeLine(report: InvokeReport, style: TerminalStyle): string {
  const name = paint(style, 'strong', `${report.service} ${report.logicalId}`);
  const of = report.qualifier === undefined ? '' : ` (${report.qualifier})`;
  const time = report.usage === undefined ? '' : ` in ${formatDuration(report.usage.duration)}`;
  const symbols = symbolsOf(style);
  switch (report.kind) {
    case 'result':
      return `${paint(style, 'good', symbols.done)} ${name}${of} answered${time}`;
    case 'function-error':
      return `${paint(style, 'bad', symbols.failed)} ${name}${of} failed${time}`;
    case 'accepted':
      return `${paint(style, 'good', symbols.done)} ${name}${of} accepted the event and will run on its own`;
  }
}

function figureLines(report: InvokeReport, style: TerminalStyle): readonly string[] {
  const { usage, requestId } = report;
  const figures =
    usage === undefined
      ? []
      : [
          `billed ${formatDuration(usage.billedDuration)}`,
          `memory ${usage.maxMemoryUsed} of ${usage.memorySize} MB`,
          usage.initDuration === undefined ? 'warm start' : `cold start ${formatDuration(usage.initDuration)}`,
        ];
  return [
    ...(figures.length === 0 ? [] : [`  ${paint(style, 'quiet', figures.join(', '))}`]),
    ...(requestId === undefined ? [] : [`  ${paint(style, 'quiet', `request ${plainLine(requestId)}`)}`]),
  ];
}
