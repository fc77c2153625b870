/** One line of a function's log, without what is the same in every line. */
import { paint, type Tone } from './paint.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

const TEXT_LINE = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d(?:\.\d+)?)Z\t\S+\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t(.*)$/s;
const LEVEL_WIDTH = 'ERROR'.length;

/** Lambda's text and JSON lines become time, level and message; any other line is shown as it is. */
export function logLine(line: string, style: TerminalStyle): string {
  const text = TEXT_LINE.exec(line);
  if (text !== null) return layout(text[1] ?? '', text[2] ?? '', plainText(text[3] ?? ''), '', style);
  const fields = line.startsWith('{') ? objectOf(line) : undefined;
  if (fields === undefined) return plainText(line);
  const { timestamp, level, message, requestId: _same, ...rest } = fields;
  if (typeof timestamp !== 'string' || typeof level !== 'string' || message === undefined) return plainText(line);
  const time = /T(\d\d:\d\d:\d\d(?:\.\d+)?)/.exec(timestamp)?.[1] ?? timestamp;
  const told = typeof message === 'string' ? message : JSON.stringify(message);
  const more = Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
  return layout(plainLine(time), plainLine(level), plainText(told), plainText(more), style);
}

function layout(time: string, level: string, message: string, more: string, style: TerminalStyle): string {
  const tone: Tone = /^(?:ERROR|FATAL)$/i.test(level) ? 'bad' : /^WARN/i.test(level) ? 'warn' : 'quiet';
  const head = `${paint(style, 'quiet', time)}  ${paint(style, tone, level.padEnd(LEVEL_WIDTH))}`;
  return `${head}  ${message}${more === '' ? '' : `  ${paint(style, 'quiet', more)}`}`.trimEnd();
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
