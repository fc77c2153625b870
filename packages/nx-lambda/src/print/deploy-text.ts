/** A plan, its outcomes and their sum, as lines. */
import {
  type DeployPlan,
  type DeployReport,
  type FunctionOutcome,
  type LayerAction,
  type PlannedAction,
  type PublishedVersion,
  type PublishStep,
  SAME_CODE,
} from '@nx-lambda/core';
import { callerText } from './caller-text.ts';
import type { Finding } from './failure-text.ts';
import { type Columns, columnsOf, type FunctionRow, rowText } from './function-row.ts';
import { paint } from './paint.ts';
import { plainLine } from './plain-text.ts';
import { counted, formatDuration } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

/** What is up to date; only how that is known may need words of its own. */
function isSameCode({ reason }: { readonly reason: string }): boolean {
  return reason.startsWith(SAME_CODE);
}

export function environmentLine(
  where: Pick<DeployPlan, 'environment' | 'accountId' | 'callerArn' | 'region'>,
  style: TerminalStyle,
): string {
  const name = paint(style, 'strong', where.environment);
  return `Feature environment ${name}, account ${where.accountId}, ${where.region}${callerText(where.callerArn)}`;
}

/** The whole plan. What is up to date is only counted, unless `everything` is to be told. */
export function planLines(plan: DeployPlan, everything: boolean, style: TerminalStyle): readonly string[] {
  const shown = plan.actions.filter((action) => everything || action.kind !== 'skip');
  const columns = columnsOf(shown);
  return [
    environmentLine(plan, style),
    `Plan: ${planCounts(plan.actions, style)}`,
    ...(plan.layers ?? []).flatMap((layer) => layerPlanLine(layer, everything, style) ?? []),
    ...shown.map((action) => rowText(actionRow(action), columns, style)),
  ];
}

/** `layer Deps: publish (content differs), used by A, B`. */
function layerPlanLine(layer: LayerAction, everything: boolean, style: TerminalStyle): string | undefined {
  const { kind, logicalId, reason, movedFunctions } = layer;
  const name = plainLine(logicalId);
  if (kind === 'keep') return everything ? paint(style, 'quiet', `  layer ${name}: up to date`) : undefined;
  const used = movedFunctions.map(plainLine).join(', ');
  return `  ${paint(style, 'accent', `layer ${name}`)}: ${kind} (${plainLine(reason)}), used by ${used}`;
}

function planCounts(actions: readonly PlannedAction[], style: TerminalStyle): string {
  const count = (kind: PlannedAction['kind']) => actions.filter((action) => action.kind === kind).length;
  const same = actions.filter((action) => action.kind === 'skip' && isSameCode(action)).length;
  const parts = [
    `${paint(style, 'strong', String(count('update')))} to update`,
    ...present(same, 'up to date'),
    ...present(count('skip') - same, 'left out'),
    ...present(count('refuse'), 'refused'),
    ...present(count('fail'), 'failed'),
  ];
  return parts.join(', ');
}

function present(count: number, word: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${word}`];
}

function actionRow(action: PlannedAction): FunctionRow {
  const { service, logicalId } = action;
  switch (action.kind) {
    case 'update': {
      const { zipSize, upload, publish } = action;
      const row = { symbol: 'next', tone: 'accent', service, logicalId } as const;
      if (upload === 'none') return { ...row, verb: 'publish', remark: plainLine(action.reason) };
      const reason = upload === 's3' ? `${action.reason}, by way of S3` : action.reason;
      return { ...row, verb: 'update', size: zipSize, remark: plainLine(withPublishing(reason, publish)) };
    }
    case 'skip':
      return skippedRow(action, action.reason);
    case 'refuse':
      return { symbol: 'refused', tone: 'warn', service, logicalId, verb: 'refused', remark: action.failure.code };
    case 'fail':
      return { symbol: 'failed', tone: 'bad', service, logicalId, verb: 'failed', remark: action.failure.code };
  }
}

/** Where only that is left to do, it is the reason already. */
export function withPublishing(reason: string, publish: PublishStep | undefined): string {
  return publish === undefined || publish.reason === reason ? reason : `${reason}, ${publish.reason}`;
}

/** `alias live at version 7`. */
export function publishedText({ aliases }: PublishedVersion): string {
  return aliases.map(({ name, version }) => `alias ${name} at version ${version}`).join(', ');
}

function skippedRow(subject: { readonly service: string; readonly logicalId: string }, reason: string): FunctionRow {
  const { service, logicalId } = subject;
  const remark = reason === SAME_CODE ? {} : { remark: plainLine(reason) };
  return isSameCode({ reason })
    ? { symbol: 'same', tone: 'quiet', service, logicalId, verb: 'up to date', ...remark }
    : { symbol: 'same', tone: 'quiet', service, logicalId, verb: 'left out', remark: plainLine(reason) };
}

export function outcomeLine(outcome: FunctionOutcome, columns: Columns, style: TerminalStyle): string {
  return rowText(outcomeRow(outcome), columns, style);
}

function outcomeRow(outcome: FunctionOutcome): FunctionRow {
  const { service, logicalId } = outcome;
  switch (outcome.kind) {
    case 'updated': {
      const { zipSize, duration, published, upload } = outcome;
      const remark = published === undefined ? {} : { remark: plainLine(publishedText(published)) };
      const row = { symbol: 'done', tone: 'good', service, logicalId, duration, ...remark } as const;
      const verb = outcome.restored === true ? 'rolled back' : upload === 'none' ? 'published' : 'updated';
      return upload === 'none' ? { ...row, verb } : { ...row, verb, size: zipSize };
    }
    case 'would-update': {
      const { zipSize: size } = outcome;
      const remark = plainLine(withPublishing(outcome.reason, outcome.publish));
      return { symbol: 'next', tone: 'accent', service, logicalId, verb: 'would update', size, remark };
    }
    case 'skipped':
      return skippedRow(outcome, outcome.reason);
    case 'refused':
      return { symbol: 'refused', tone: 'warn', service, logicalId, verb: 'refused', remark: outcome.failure.code };
    case 'failed':
      return { symbol: 'failed', tone: 'bad', service, logicalId, verb: 'failed', remark: outcome.failure.code };
  }
}

/** What outcomes leave to explain. */
export function outcomeFindings(outcomes: readonly FunctionOutcome[]): readonly Finding[] {
  return outcomes.flatMap((outcome): Finding[] =>
    outcome.kind === 'refused' || outcome.kind === 'failed'
      ? [{ severity: outcome.kind, subject: `${outcome.service} ${outcome.logicalId}`, failure: outcome.failure }]
      : [],
  );
}

/** `dev-ada: 2 updated, 3 up to date in 3.4 s`. */
export function summaryLine(
  report: Pick<DeployReport, 'command' | 'environment' | 'outcomes' | 'dryRun'> & { readonly duration?: number },
  style: TerminalStyle,
): string {
  const name = paint(style, 'strong', report.environment);
  const count = (kind: FunctionOutcome['kind']) => report.outcomes.filter((outcome) => outcome.kind === kind).length;
  const same = report.outcomes.filter((outcome) => outcome.kind === 'skipped' && isSameCode(outcome)).length;
  const time = report.duration === undefined ? '' : ` in ${formatDuration(report.duration)}`;
  const nothingDone = report.dryRun ? '; nothing was changed (dry run)' : '';
  if (report.outcomes.length > 0 && same === report.outcomes.length)
    return `${name}: ${paint(style, 'good', `${same === 1 ? '' : 'all '}${counted(same, 'function')} up to date`)}${time}${nothingDone}`;
  const colour = (tone: 'good' | 'bad' | 'warn', texts: readonly string[]) =>
    texts.map((text) => paint(style, tone, text));
  const done = report.command === 'rollback-feature' ? 'rolled back' : 'updated';
  const parts = [
    ...colour('good', report.dryRun ? [`${count('would-update')} would be ${done}`] : [`${count('updated')} ${done}`]),
    ...present(same, 'up to date'),
    ...present(count('skipped') - same, 'left out'),
    ...colour('warn', present(count('refused'), 'refused')),
    ...colour('bad', present(count('failed'), 'failed')),
  ];
  return `${name}: ${parts.join(', ')}${time}${nothingDone}`;
}

/** `nx affected` compares with git, not with the environment: say what it did not look at. */
export function notComparedLines(notCompared: number, deployTarget: string, style: TerminalStyle): readonly string[] {
  if (notCompared === 0) return [];
  const command = paint(style, 'accent', `nx run-many -t ${deployTarget}`);
  const were = notCompared === 1 ? 'was' : 'were';
  return [`${counted(notCompared, 'function')} of this workspace ${were} not compared; ${command} compares them all.`];
}
