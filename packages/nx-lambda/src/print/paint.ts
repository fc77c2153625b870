/** Colours and symbols of one style. Meaning is never carried by them alone: a word always stands beside. */
import type { TerminalStyle } from './terminal-style.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'quiet' | 'strong';

export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly refused: string;
  readonly same: string;
  readonly next: string;
  readonly notice: string;
  readonly bar: string;
  readonly ellipsis: string;
}

const UNICODE: Symbols = {
  done: '✔',
  failed: '✖',
  refused: '⊘',
  same: '·',
  next: '→',
  notice: '▲',
  bar: '│',
  ellipsis: '…',
};

const ASCII: Symbols = {
  done: '+',
  failed: 'x',
  refused: '#',
  same: '-',
  next: '>',
  notice: '!',
  bar: '|',
  ellipsis: '...',
};

const CODES: Readonly<Record<Tone, readonly [number, number]>> = {
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  accent: [36, 39],
  quiet: [2, 22],
  strong: [1, 22],
};

export function symbolsOf(style: TerminalStyle): Symbols {
  return style.unicode ? UNICODE : ASCII;
}

export function paint(style: TerminalStyle, tone: Tone, text: string): string {
  if (!style.colour || text === '') return text;
  const [open, close] = CODES[tone];
  return `\u001b[${open}m${text}\u001b[${close}m`;
}
