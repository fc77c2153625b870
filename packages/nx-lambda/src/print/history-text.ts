/** What was deployed from here, newest first: a line a deployment, and one for each function that it replaced. */
import { type HistoryReport, type PastDeployment, type PastReplacement, shortCode } from '@nx-lambda/core';
import { environmentLine } from './deploy-text.ts';
import { type Columns, columnsOf } from './function-row.ts';
import { paint } from './paint.ts';
import { padEnd, plainLine } from './plain-text.ts';
import { counted } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

const SHOWN_COMMIT = 10;

export function historyLines(report: HistoryReport, style: TerminalStyle): readonly string[] {
  const { deployments } = report;
  const columns = columnsOf(deployments.flatMap(({ functions }) => functions));
  const kept = new Set(report.kept);
  const told = deployments.flatMap((deployment) => deploymentLines(deployment, { columns, kept, style }));
  return [environmentLine(report, style), ...told, '', historySum(report)];
}

/** `3 deployments from here, 2 of them can be taken back`. */
export function historySum({ deployments }: HistoryReport): string {
  const standing = deployments.filter(({ number }) => number !== undefined).length;
  const made = deployments.filter(({ command }) => command === 'deploy-feature').length;
  if (deployments.length === 0) return 'Nothing is known to have been deployed from here.';
  return `${counted(made, 'deployment')} from here; ${standing} can be taken back with --to=<number>.`;
}

interface Look {
  readonly columns: Columns;
  readonly kept: ReadonlySet<string>;
  readonly style: TerminalStyle;
}

function deploymentLines(deployment: PastDeployment, look: Look): readonly string[] {
  const { number, command, at, commit, functions } = deployment;
  const what = [
    command === 'rollback-feature' ? 'rolled back' : 'deployed',
    minuteOf(at),
    ...(commit === undefined ? [] : [commit.slice(0, SHOWN_COMMIT)]),
  ].join('  ');
  const mark = (number === undefined ? '-' : String(number)).padStart(3);
  return [
    '',
    `${paint(look.style, number === undefined ? 'quiet' : 'strong', mark)}  ${what}`,
    ...functions.map((fn) => replacementLine(fn, look)),
  ];
}

function replacementLine(fn: PastReplacement, { columns, kept, style }: Look): string {
  const { service, logicalId, previousCodeSha256, codeSha256, state } = fn;
  const names = `${padEnd(service, columns.service)}  ${padEnd(logicalId, columns.logicalId)}`;
  const arrow = style.unicode ? '→' : '->';
  const remarks = [...(kept.has(previousCodeSha256) ? [] : ['not kept']), ...REMARKS[state]];
  const remark = remarks.length === 0 ? '' : `  ${paint(style, 'quiet', remarks.join(', '))}`;
  return `       ${names}  ${shortCode(previousCodeSha256)} ${arrow} ${shortCode(codeSha256)}${remark}`;
}

const REMARKS = {
  standing: [],
  rollback: [],
  'taken-back': ['taken back'],
  unknown: ['cut off'],
} as const;

/** `2026-11-22 05:12Z`; anything else as it is. */
function minuteOf(at: string): string {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(at);
  return found === null ? plainLine(at) : `${found[1]} ${found[2]}Z`;
}
