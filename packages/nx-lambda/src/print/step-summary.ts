/** A deployment as Markdown, for GITHUB_STEP_SUMMARY: what changed as a table, what is up to date as a number. */
import type { DeployReport, FunctionOutcome, ProvisionReport } from '@nx-lambda/core';
import { publishedText, summaryLine, withPublishing } from './deploy-text.ts';
import { plainLine } from './plain-text.ts';
import { provisionSummary } from './provision-text.ts';
import { formatDuration, formatSize } from './quantity.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

export function renderStepSummary(report: DeployReport): string {
  const told = report.outcomes.filter(({ kind }) => kind !== 'skipped');
  const rows = told.map((outcome) => {
    const cells = [outcome.service, outcome.logicalId, ...detailCells(outcome)];
    return `| ${cells.map(escapedCell).join(' | ')} |`;
  });
  const table =
    rows.length === 0
      ? []
      : [
          '| Service | Function | Outcome | Size | Time | Remark |',
          '| --- | --- | --- | ---: | ---: | --- |',
          ...rows,
          '',
        ];
  return [
    '### nx-lambda',
    '',
    escapedCell(summaryLine(report, PLAIN_STYLE)),
    '',
    `Account ${report.accountId}, ${report.region}`,
    '',
    ...table,
  ].join('\n');
}

/** What became of the stacks, each with how many of its resources changed. */
export function renderProvisionSummary(report: ProvisionReport): string {
  const rows = report.stacks.map(({ service, stackName, kind, changes, failures, duration }) => {
    const remark = failures.map(({ code, message }) => `${code}: ${message}`).join(' ');
    const cells = [service, stackName, kind, String(changes.length), formatDuration(duration), remark];
    return `| ${cells.map(escapedCell).join(' | ')} |`;
  });
  return [
    '### nx-lambda',
    '',
    escapedCell(provisionSummary(report, PLAIN_STYLE)),
    '',
    `Account ${report.accountId}, ${report.region}`,
    '',
    '| Service | Stack | Outcome | Changes | Time | Remark |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Outcome, size, time, remark. */
function detailCells(outcome: FunctionOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'updated':
      return [
        outcome.restored === true ? 'rolled back' : outcome.upload === 'none' ? 'published' : 'updated',
        outcome.upload === 'none' ? '' : formatSize(outcome.zipSize),
        formatDuration(outcome.duration),
        outcome.published === undefined ? '' : publishedText(outcome.published),
      ];
    case 'would-update':
      return ['would update', formatSize(outcome.zipSize), '', withPublishing(outcome.reason, outcome.publish)];
    case 'skipped':
      return ['skipped', '', '', outcome.reason];
    case 'refused':
    case 'failed':
      return [outcome.kind, '', '', `${outcome.failure.code}: ${outcome.failure.message}`];
  }
}

/** Nothing in a cell may end it or be taken for HTML or Markdown. */
function escapedCell(text: string): string {
  return plainLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&');
}
