/** A run on this machine, told while it goes on. */
import type { LocalIdentity } from '@nx-lambda/core';
import { logLine } from './log-line.ts';
import { paint, symbolsOf } from './paint.ts';
import { plainLine } from './plain-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function localStartedLines(
  event: {
    readonly service: string;
    readonly logicalId: string;
    readonly physicalName: string;
    readonly identity: LocalIdentity;
  },
  style: TerminalStyle,
): readonly string[] {
  const name = paint(style, 'strong', `${event.service} ${event.logicalId}`);
  const as = event.identity.kind === 'role' ? 'as its role' : 'with your own credentials';
  return [
    `Running ${name} on this machine ${paint(style, 'quiet', `(${plainLine(event.physicalName)})`)}`,
    `  ${paint(style, 'quiet', `${as}: ${plainLine(event.identity.arn)}`)}`,
  ];
}

/** The heading stands before the first line. */
export function localLogLines(line: string, isFirst: boolean, style: TerminalStyle): readonly string[] {
  const edge = paint(style, 'quiet', symbolsOf(style).bar);
  return [
    ...(isFirst ? ['', paint(style, 'strong', 'Log')] : []),
    ...logLine(line, style)
      .split('\n')
      .map((part) => `  ${edge} ${part}`.trimEnd()),
  ];
}

export function localWaitingLine(style: TerminalStyle): string {
  return paint(style, 'quiet', `Waiting for a change ${symbolsOf(style).ellipsis}`);
}

/** Names as many files as a glance takes in. */
const NAMED = 3;

export function localChangedLine(files: readonly string[], style: TerminalStyle): string {
  const named = files.slice(0, NAMED).map(plainLine).join(', ');
  const more = files.length > NAMED ? ` and ${files.length - NAMED} more` : '';
  return `${paint(style, 'strong', `${named}${more}`)} changed`;
}
