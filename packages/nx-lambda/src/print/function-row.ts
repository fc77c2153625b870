/** One line for one function: symbol, service, function, what became of it, size, time, and a remark. */
import { paint, type Symbols, symbolsOf, type Tone } from './paint.ts';
import { padEnd, textWidth } from './plain-text.ts';
import { formatDuration, formatSize } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

export interface FunctionRow {
  readonly symbol: keyof Symbols;
  readonly tone: Tone;
  readonly service: string;
  readonly logicalId: string;
  readonly verb: string;
  /** Bytes. */
  readonly size?: number;
  /** Milliseconds. */
  readonly duration?: number;
  readonly remark?: string;
}

/** Widths of the columns of names, so that rows that are told one after the other stand below one another. */
export interface Columns {
  readonly service: number;
  readonly logicalId: number;
}

/** A name that is longer than this pushes its own row only. */
const WIDEST_NAME = 40;
const VERB_WIDTH = 'would update'.length;
const SIZE_WIDTH = '999.9 kB'.length;
const TIME_WIDTH = '59.9 s'.length;

export function columnsOf(
  names: readonly { readonly service: string; readonly logicalId: string }[],
  atLeast: Columns = { service: 0, logicalId: 0 },
): Columns {
  const fitting = (width: number) => (width > WIDEST_NAME ? 0 : width);
  return names.reduce(
    (columns, { service, logicalId }) => ({
      service: Math.max(columns.service, fitting(textWidth(service))),
      logicalId: Math.max(columns.logicalId, fitting(textWidth(logicalId))),
    }),
    atLeast,
  );
}

export function rowText(row: FunctionRow, columns: Columns, style: TerminalStyle): string {
  const size = row.size === undefined ? '' : formatSize(row.size);
  const time = row.duration === undefined ? '' : formatDuration(row.duration);
  const figures = size === '' && time === '' ? '' : `  ${size.padStart(SIZE_WIDTH)}`;
  const timing = time === '' ? '' : `  ${time.padStart(TIME_WIDTH)}`;
  const remark = row.remark === undefined ? '' : `  ${paint(style, 'quiet', row.remark)}`;
  const told = `${figures}${timing}${remark}`;
  // Padding behind the last word would only be trailing blanks.
  const verb = paint(style, row.tone, told === '' ? row.verb : padEnd(row.verb, VERB_WIDTH));
  const symbol = paint(style, row.tone, symbolsOf(style)[row.symbol]);
  return `  ${symbol} ${padEnd(row.service, columns.service)}  ${padEnd(row.logicalId, columns.logicalId)}  ${verb}${told}`;
}
