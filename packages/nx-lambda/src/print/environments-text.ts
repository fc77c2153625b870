/** The feature environments of an account as a table: a line an environment, blanks between the columns and no lines. */
import type { EnvironmentList, KnownEnvironment, SweepReport } from '@nx-lambda/core';
import { callerText } from './caller-text.ts';
import { paint, type Tone } from './paint.ts';
import { padEnd, plainLine, textWidth } from './plain-text.ts';
import { counted } from './quantity.ts';
import { removalCounts } from './removal-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

const HEADINGS = ['Environment', 'Owner', 'Branch', 'Made', 'Expires', 'State', 'Services'];
const STATE_TONES: Readonly<Record<KnownEnvironment['state'], Tone>> = {
  ready: 'good',
  changing: 'accent',
  failed: 'bad',
};

interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export function environmentLines(list: EnvironmentList, style: TerminalStyle): readonly string[] {
  const { environments, accountId, callerArn, region } = list;
  const now = Date.parse(list.listedAt);
  const expired = environments.filter(({ isExpired }) => isExpired).length;
  const stacks = environments.reduce((sum, environment) => sum + environment.stacks.length, 0);
  const parts = [counted(environments.length, 'environment'), counted(stacks, 'stack')];
  return [
    `Feature environments of account ${accountId}, ${region}${callerText(callerArn)}`,
    ...(environments.length === 0
      ? []
      : [
          '',
          ...tableLines(
            environments.map((each) => rowOf(each, now)),
            style,
          ),
        ]),
    '',
    `${parts.join(', ')}${expired === 0 ? '' : `, ${paint(style, 'warn', `${expired} expired`)}`}`,
  ];
}

function rowOf(environment: KnownEnvironment, now: number): readonly Cell[] {
  const { name, owners, branches, createdAt, state, stacks, isExpired } = environment;
  const broken = stacks.filter(({ status }) => state !== 'ready' && !/^(CREATE|UPDATE)_COMPLETE$/.test(status));
  const detail = broken.map(({ stackName, status }) => `${stackName} ${status}`).join(', ');
  return [
    { text: plainLine(name) },
    { text: plainLine(owners.join(', ')) },
    { text: plainLine(branches.join(', ')) },
    { text: ageText(now - Date.parse(createdAt)), tone: 'quiet' },
    { text: expiryText(environment), ...(isExpired ? { tone: 'warn' } : {}) },
    { text: detail === '' ? state : `${state}: ${plainLine(detail)}`, tone: STATE_TONES[state] },
    { text: plainLine(stacks.map(({ service, stackName }) => service ?? stackName).join(', ')) },
  ];
}

function ageText(age: number): string {
  const hours = Math.max(0, Math.floor(age / 3_600_000));
  return hours < 48 ? `${counted(hours, 'hour')} ago` : `${counted(Math.floor(hours / 24), 'day')} ago`;
}

function expiryText({ expires, daysLeft }: KnownEnvironment): string {
  if (expires === undefined || daysLeft === undefined) return 'never';
  if (daysLeft < 0) return `${expires} (expired)`;
  return `${expires} (${daysLeft === 0 ? 'today' : `in ${counted(daysLeft, 'day')}`})`;
}

function tableLines(rows: readonly (readonly Cell[])[], style: TerminalStyle): readonly string[] {
  const heads = HEADINGS.map((text): Cell => ({ text, tone: 'quiet' }));
  const widths = HEADINGS.map((text, column) =>
    Math.max(textWidth(text), ...rows.map((row) => textWidth(row[column]?.text ?? ''))),
  );
  return [heads, ...rows].map((row) => {
    const cells = row.map(({ text, tone }, column) => {
      const shown = tone === undefined || text === '' ? text : paint(style, tone, text);
      return shown + padEnd(text, widths[column] ?? 0).slice(text.length);
    });
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

/** What a sweep has done, or without `--remove` would do. */
export function sweepSummary(
  report: Pick<SweepReport, 'environments' | 'stacks' | 'dryRun'>,
  style: TerminalStyle,
): string {
  const { environments, stacks, dryRun } = report;
  if (environments.length === 0) return 'No environment has expired';
  const names = environments.map(({ name }) => plainLine(name)).join(', ');
  const sum = `${counted(environments.length, 'environment')} expired (${names}): ${removalCounts(stacks, style)}`;
  return dryRun ? `${sum}\nNothing was removed: pass --remove to do so` : sum;
}
