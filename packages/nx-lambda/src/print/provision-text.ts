/** Stacks as text: what would change, what happens, what has become of them. */
import type { LambdaEvent, ProvisionReport, ShownParameter, StackChange, StackOutcome } from '@nx-lambda/core';
import { callerName } from './caller-text.ts';
import type { Finding } from './failure-text.ts';
import { paint, symbolsOf, type Tone } from './paint.ts';
import { padEnd, plainLine, textWidth } from './plain-text.ts';
import { counted, formatDuration } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

type Planned = Extract<LambdaEvent, { readonly type: 'stack-planned' }>;
type Started = Extract<LambdaEvent, { readonly type: 'provision-started' }>;

/** This many changes of a stack are told one by one. */
const MOST_CHANGES = 60;
const MOST_CAUSES = 4;

export function provisionStartedLine({ environment, identity, services }: Started, style: TerminalStyle): string {
  const who = callerName(identity.arn);
  const what = `Environment ${environment}, account ${identity.accountId}, region ${identity.region}, as ${who}`;
  return paint(style, 'quiet', `${what}: ${counted(services, 'stack')} ${symbolsOf(style).ellipsis}`);
}

export function stackPlanLines(plan: Planned, style: TerminalStyle): readonly string[] {
  const { changes, stackName, isNew, parameters } = plan;
  const width = Math.max(0, ...changes.map(({ logicalId }) => textWidth(logicalId)));
  const shown = changes.slice(0, MOST_CHANGES).map((change) => changeLine(change, width, style));
  const rest = changes.length - shown.length;
  const title = `${isNew ? 'New stack' : 'Stack'} ${stackName}: ${counted(changes.length, 'change')}`;
  return [
    paint(style, 'strong', title),
    ...shown,
    ...(rest > 0 ? [paint(style, 'quiet', `  ${symbolsOf(style).ellipsis} and ${rest} more`)] : []),
    ...parameters.filter(({ kind }) => kind === 'given').map((parameter) => parameterLine(parameter, style)),
  ];
}

const LOOKS: Readonly<Record<StackChange['kind'], { readonly word: string; readonly tone: Tone }>> = {
  add: { word: 'add', tone: 'good' },
  change: { word: 'change', tone: 'warn' },
  replace: { word: 'replace', tone: 'bad' },
  remove: { word: 'remove', tone: 'bad' },
  import: { word: 'import', tone: 'warn' },
};

function changeLine(change: StackChange, width: number, style: TerminalStyle): string {
  const { word, tone } = LOOKS[change.kind];
  const causes = change.causes.slice(0, MOST_CAUSES).map((cause) => cause.replace(/^Properties\./, ''));
  const more = change.causes.length > causes.length ? [`${change.causes.length - causes.length} more`] : [];
  const why = causes.length > 0 ? `  ${paint(style, 'quiet', [...causes, ...more].join(', '))}` : '';
  const loss = change.losesData ? `  ${paint(style, 'bad', 'its data would be lost')}` : '';
  const verb = paint(style, tone, padEnd(change.possibly ? `${word}?` : word, 'replace?'.length));
  return `  ${verb}  ${padEnd(change.logicalId, width)}  ${change.type}${why}${loss}`;
}

export function parameterLine({ name, value, origin, kind }: ShownParameter, style: TerminalStyle): string {
  const from = kind === 'given' ? origin : kind === 'previous' ? 'kept as it is' : kind === 'default' ? 'default' : '';
  const shown = kind === 'missing' ? paint(style, 'bad', 'missing') : plainLine(value ?? '');
  return `  ${name} = ${shown}${from ? `  ${paint(style, 'quiet', from)}` : ''}`;
}

const OUTCOMES: Readonly<
  Record<
    StackOutcome['kind'],
    { readonly word: string; readonly tone: Tone; readonly symbol: 'done' | 'same' | 'failed' | 'refused' | 'next' }
  >
> = {
  created: { word: 'created', tone: 'good', symbol: 'done' },
  updated: { word: 'updated', tone: 'good', symbol: 'done' },
  unchanged: { word: 'unchanged', tone: 'quiet', symbol: 'same' },
  planned: { word: 'would change', tone: 'accent', symbol: 'next' },
  refused: { word: 'refused', tone: 'warn', symbol: 'refused' },
  failed: { word: 'failed', tone: 'bad', symbol: 'failed' },
  interrupted: { word: 'interrupted', tone: 'warn', symbol: 'failed' },
  'not-started': { word: 'not started', tone: 'warn', symbol: 'same' },
};

export function stackOutcomeLines(outcome: StackOutcome, style: TerminalStyle): readonly string[] {
  const { word, tone, symbol } = OUTCOMES[outcome.kind];
  const time = outcome.duration > 0 ? `  ${formatDuration(outcome.duration)}` : '';
  const head = `  ${paint(style, tone, symbolsOf(style)[symbol])} ${outcome.service}  ${outcome.stackName}  ${paint(style, tone, word)}${time}`;
  return [head, ...outcome.outputs.map(({ key, value }) => `      ${key} = ${plainLine(value)}`)];
}

export function stackFindings({ service, failures, notices }: StackOutcome): readonly Finding[] {
  const severity = failures.some(({ code }) => code === 'NXL-PROVISION-REPLACEMENT') ? 'refused' : 'failed';
  return [
    ...failures.map((failure): Finding => ({ severity, subject: service, failure })),
    ...notices.map((failure): Finding => ({ severity: 'notice', subject: service, failure })),
  ];
}

/** `4 stacks in anna: 1 created, 3 unchanged`. */
export function provisionSummary(
  report: Pick<ProvisionReport, 'stacks' | 'environment'>,
  style: TerminalStyle,
): string {
  const counts = new Map<StackOutcome['kind'], number>();
  for (const { kind } of report.stacks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) =>
    paint(style, OUTCOMES[kind].tone, `${count} ${OUTCOMES[kind].word}`),
  );
  const expires = report.stacks.find((stack) => stack.expires !== undefined)?.expires;
  const until = expires === undefined ? '' : ` (until ${expires})`;
  return `${counted(report.stacks.length, 'stack')} in ${report.environment}${until}: ${parts.join(', ')}`;
}
