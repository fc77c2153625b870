/** The state of a feature environment as a table: a line a function, blanks between the columns and no lines. */
import {
  type AliasStatus,
  type DeployedStatus,
  type FunctionStatus,
  type LayerStatus,
  parseLayerVersion,
  type StatusCounts,
  type StatusReport,
} from '@nx-lambda/core';
import { environmentLine } from './deploy-text.ts';
import type { Finding } from './failure-text.ts';
import { paint, type Tone } from './paint.ts';
import { padEnd, plainLine, textWidth } from './plain-text.ts';
import { counted } from './quantity.ts';
import { stackStatusLines } from './stack-status-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

const HEADINGS = ['Service', 'Function', 'Here', 'Deployed', 'From', 'Modified', 'State', 'Name'];

/** Enough of a codeSha256 to tell it from every other. */
const SHOWN_CODE = 12;
const SHOWN_COMMIT = 10;

export function statusLines(report: StatusReport, style: TerminalStyle): readonly string[] {
  const rows = report.functions.map(rowOf);
  const table = rows.length === 0 ? [] : ['', ...tableLines(rows, style)];
  const stacks = report.stacks === undefined ? [] : stackStatusLines(report.stacks, style);
  return [
    environmentLine(report, style),
    ...(stacks.length === 0 ? [] : ['', ...stacks]),
    ...table,
    '',
    sumText(report, style),
  ];
}

/** `6 functions: 4 same as built here, 1 differs, 1 missing`. */
export function sumText({ functions, counts }: StatusReport, style: TerminalStyle): string {
  const words: readonly (readonly [keyof StatusCounts, string, Tone?])[] = [
    ['same', 'same as built here', 'good'],
    ['differs', counts.differs === 1 ? 'differs' : 'differ', 'warn'],
    ['notBuilt', 'not built here'],
    ['missing', 'missing', 'warn'],
    ['undeployable', 'not deployable by nx-lambda'],
    ['unreadable', 'not readable', 'bad'],
  ];
  const parts = words.flatMap(([kind, word, tone]) => {
    const text = `${counts[kind]} ${word}`;
    return counts[kind] === 0 ? [] : [tone === undefined ? text : paint(style, tone, text)];
  });
  return [counted(functions.length, 'function'), ...(parts.length === 0 ? [] : [parts.join(', ')])].join(': ');
}

/** What the table can only name. */
export function statusFindings(functions: readonly FunctionStatus[]): readonly Finding[] {
  return functions.flatMap((status): Finding[] => {
    const subject = `${status.service} ${status.logicalId}`;
    if (status.kind !== 'deployed') {
      return [{ severity: status.kind === 'unreadable' ? 'failed' : 'notice', subject, failure: status.failure }];
    }
    const refused =
      status.refusal === undefined ? [] : [{ severity: 'refused' as const, subject, failure: status.refusal }];
    const unread = (status.layers ?? []).flatMap((layer) =>
      layer.kind === 'unreadable' ? [{ severity: 'notice' as const, subject, failure: layer.failure }] : [],
    );
    return [...refused, ...unread];
  });
}

function rowOf(status: FunctionStatus): readonly Cell[] {
  const names = [{ text: status.service }, { text: status.logicalId }];
  const name = { text: status.physicalName ?? '', tone: 'quiet' } as const;
  if (status.kind === 'deployed') return [...names, ...deployedCells(status), name];
  const tone = status.kind === 'undeployable' ? 'quiet' : status.kind === 'missing' ? 'warn' : 'bad';
  const nothing = { text: '' };
  return [...names, { text: WORDS[status.kind], tone }, nothing, nothing, nothing, { text: status.failure.code }, name];
}

const WORDS = {
  same: 'same',
  differs: 'differs',
  'not-built': 'not built',
  missing: 'missing',
  undeployable: 'not deployable',
  unreadable: 'not readable',
} as const;

const DRIFT_TONES = { same: 'good', differs: 'warn', 'not-built': 'quiet' } as const;

function deployedCells(status: DeployedStatus): readonly Cell[] {
  return [
    { text: WORDS[status.drift], tone: DRIFT_TONES[status.drift] },
    { text: status.codeSha256.slice(0, SHOWN_CODE) },
    originCell(status),
    { text: modifiedText(status.lastModified), tone: 'quiet' },
    stateCell(status),
  ];
}

function originCell({ origin, commit, restoredAt }: DeployedStatus): Cell {
  if (origin === 'ours') {
    const whose = restoredAt === undefined ? 'ours' : 'rolled back';
    return { text: commit === undefined ? whose : `${whose}, ${commit.slice(0, SHOWN_COMMIT)}` };
  }
  return origin === 'other' ? { text: 'someone else', tone: 'warn' } : { text: 'not recorded', tone: 'quiet' };
}

/** Lambda writes `2026-11-22T04:35:12.000+0000`: minutes are enough to look at, and it is always UTC. */
function modifiedText(lastModified = ''): string {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?(?:\+00:?00|Z)$/.exec(lastModified);
  return found === null ? plainLine(lastModified) : `${found[1]} ${found[2]}Z`;
}

/** What is as it should be is said in one word. */
function stateCell({ state, lastUpdateStatus, refusal, aliases = [], layers = [] }: DeployedStatus): Cell {
  const parts = [
    ...(state === undefined ? [] : [state]),
    ...(lastUpdateStatus === undefined || lastUpdateStatus === 'Successful' ? [] : [`update ${lastUpdateStatus}`]),
    ...(refusal === undefined ? [] : [refusal.code]),
  ];
  const odd =
    parts.length > 1 || [...aliases, ...layers].some((part) => part.kind !== 'found' || part.drift === 'differs');
  const tone = state === 'Failed' || lastUpdateStatus === 'Failed' ? 'bad' : odd ? 'warn' : undefined;
  return { text: [...parts, ...aliases.map(aliasText), ...layers.map(layerText)].join(', '), ...(tone && { tone }) };
}

/** `alias live at version 6 with other code`. */
function aliasText(alias: AliasStatus): string {
  if (alias.kind === 'missing') return `no alias ${alias.name}`;
  if (alias.kind === 'unreadable') return `alias ${alias.name} not readable`;
  const code = alias.drift === 'differs' ? ' with other code' : '';
  return `alias ${alias.name} at ${alias.version === '$LATEST' ? alias.version : `version ${alias.version}`}${code}`;
}

/** `layer Deps at version 2 with other content`. */
function layerText(layer: LayerStatus): string {
  if (layer.kind === 'missing') return `no layer ${layer.logicalId}`;
  if (layer.kind === 'unreadable') return `layer ${layer.logicalId} not readable`;
  const content = layer.drift === 'differs' ? ' with other content' : '';
  const version = parseLayerVersion(layer.arn)?.version;
  return `layer ${layer.logicalId}${version === undefined ? '' : ` at version ${version}`}${content}`;
}

function tableLines(rows: readonly (readonly Cell[])[], style: TerminalStyle): readonly string[] {
  const heading = HEADINGS.map((text): Cell => ({ text, tone: 'quiet' }));
  const widths = HEADINGS.map((text, column) =>
    rows.reduce((width, row) => Math.max(width, textWidth(plainLine(row[column]?.text ?? ''))), text.length),
  );
  return [heading, ...rows].map((row) => `  ${rowLine(row, widths, style)}`);
}

/** Blanks behind the last word of a line would only be in the way. */
function rowLine(row: readonly Cell[], widths: readonly number[], style: TerminalStyle): string {
  const last = row.findLastIndex(({ text }) => text !== '');
  return row
    .slice(0, last + 1)
    .map(({ text, tone }, column) => {
      const shown = column === last ? plainLine(text) : padEnd(plainLine(text), widths[column] ?? 0);
      return tone === undefined ? shown : paint(style, tone, shown);
    })
    .join('  ');
}
