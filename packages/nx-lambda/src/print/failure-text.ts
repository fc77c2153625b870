/** Failures and notices as paragraphs: code and subject, what happened, where, facts, and what to do. */
import type { Failure } from '@nx-lambda/core';
import { excerpt, location } from './excerpt.ts';
import { paint, symbolsOf } from './paint.ts';
import { plainLine } from './plain-text.ts';
import { counted } from './quantity.ts';
import { PLAIN_STYLE, type TerminalStyle } from './terminal-style.ts';

export type Severity = 'failed' | 'refused' | 'notice';

/** A failure and what it is about, e.g. `orders CreateOrder`. */
export interface Finding {
  readonly severity: Severity;
  readonly subject: string;
  readonly failure: Failure;
}

/** This many of a group are told one by one. */
const SHOWN_OF_GROUP = 10;

/**
 * One paragraph for each finding, with a blank line in front. Findings without a place that share code and advice (a
 * whole environment refused for one reason) make one paragraph.
 */
export function findingLines(findings: readonly Finding[], style: TerminalStyle): readonly string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of distinct(findings)) {
    const { code, advice, place, message } = finding.failure;
    const key = JSON.stringify([
      finding.severity,
      code,
      advice,
      ...(place === undefined ? [] : [location(place), message]),
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => ['', ...groupLines(group, style)]);
}

/** One failure with its paragraph, for where there is no printer: an error that Nx shows. */
export function failureText(failure: Failure, style: TerminalStyle = PLAIN_STYLE): string {
  return groupLines([{ severity: 'failed', subject: '', failure }], style).join('\n');
}

/** What tells two findings apart. */
export function findingKey({ severity, subject, failure }: Finding): string {
  return JSON.stringify([severity, subject, failure.code, failure.message, failure.place && location(failure.place)]);
}

function distinct(findings: readonly Finding[]): Iterable<Finding> {
  return new Map(findings.map((finding) => [findingKey(finding), finding])).values();
}

function groupLines(group: readonly Finding[], style: TerminalStyle): readonly string[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const { severity, failure } = first;
  const tone = severity === 'failed' ? 'bad' : 'warn';
  const symbol = paint(style, tone, symbolsOf(style)[severity]);
  const code = paint(style, tone, failure.code);
  const subjects = [...new Set(group.map(({ subject }) => subject).filter((subject) => subject !== ''))];
  const several = failure.place === undefined && others.length > 0;
  const about = several ? counted(group.length, 'time') : subjects.join(', ');
  const advice = `  ${paint(style, 'accent', symbolsOf(style).next)} ${plainLine(failure.advice)}`;
  return [
    `${symbol} ${code}${about === '' ? '' : `  ${paint(style, 'strong', about)}`}`,
    ...(several ? groupMembers(group, style) : bodyLines(failure, style)),
    advice,
  ];
}

function groupMembers(group: readonly Finding[], style: TerminalStyle): readonly string[] {
  const rest = group.length - SHOWN_OF_GROUP;
  return [
    ...group.slice(0, SHOWN_OF_GROUP).flatMap(({ subject, failure }) => {
      const name = subject === '' ? '' : `${paint(style, 'strong', subject)}: `;
      const notes = (failure.notes ?? []).map((note) => `    - ${plainLine(note)}`);
      return [`  ${name}${plainLine(failure.message)}`, ...notes];
    }),
    ...(rest > 0 ? [paint(style, 'quiet', `  ${symbolsOf(style).ellipsis} and ${rest} more`)] : []),
  ];
}

function bodyLines(failure: Failure, style: TerminalStyle): readonly string[] {
  const { place } = failure;
  const lines = [`  ${plainLine(failure.message)}`];
  if (place !== undefined) {
    lines.push(`  ${paint(style, 'accent', plainLine(location(place)))}`);
    const shown = excerpt(place, style, 4);
    if (shown.length > 0) lines.push('', ...shown.map((line) => `    ${line}`), '');
  }
  for (const note of failure.notes ?? []) lines.push(`  - ${plainLine(note)}`);
  return lines;
}
