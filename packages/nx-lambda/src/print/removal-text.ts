/** Stacks that go, as text: who asks, what has become of each, and what stays. */
import type { DestroyReport, LambdaEvent, OwnedResource, RemovalKind, RemovalOutcome } from '@nx-lambda/core';
import { callerName } from './caller-text.ts';
import type { Finding } from './failure-text.ts';
import { paint, symbolsOf, type Tone } from './paint.ts';
import { plainLine } from './plain-text.ts';
import { counted, formatDuration } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

type Started = Extract<LambdaEvent, { readonly type: 'removal-started' }>;

export function removalStartedLine({ environment, identity, stacks }: Started, style: TerminalStyle): string {
  const who = callerName(identity.arn);
  const where = `account ${identity.accountId}, region ${identity.region}, as ${who}`;
  const what = environment === undefined ? `A${where.slice(1)}` : `Environment ${environment}, ${where}`;
  return paint(style, 'quiet', `${what}: ${counted(stacks, 'stack')} to remove ${symbolsOf(style).ellipsis}`);
}

const LOOKS: Readonly<
  Record<
    RemovalKind,
    { readonly word: string; readonly tone: Tone; readonly symbol: 'done' | 'same' | 'failed' | 'refused' | 'next' }
  >
> = {
  removed: { word: 'removed', tone: 'good', symbol: 'done' },
  absent: { word: 'not there', tone: 'quiet', symbol: 'same' },
  planned: { word: 'would be removed', tone: 'accent', symbol: 'next' },
  refused: { word: 'refused', tone: 'warn', symbol: 'refused' },
  failed: { word: 'failed', tone: 'bad', symbol: 'failed' },
  interrupted: { word: 'interrupted', tone: 'warn', symbol: 'failed' },
  'not-started': { word: 'left alone', tone: 'warn', symbol: 'same' },
};

export function removalLines(outcome: RemovalOutcome, style: TerminalStyle): readonly string[] {
  const { kind, service, stackName, resources, retained, emptied, duration } = outcome;
  const { word, tone, symbol } = LOOKS[kind];
  const size = resources > 0 ? `  ${counted(resources, 'resource')}` : '';
  const time = kind === 'removed' && duration > 0 ? `  ${formatDuration(duration)}` : '';
  const head = `  ${paint(style, tone, symbolsOf(style)[symbol])} ${service}  ${stackName}  ${paint(style, tone, word)}${size}${time}`;
  const isGoing = kind === 'removed' || kind === 'planned' || kind === 'failed' || kind === 'interrupted';
  return [
    head,
    ...emptied.map(({ bucket, objects }) =>
      objects === undefined
        ? `      would empty ${bucket}`
        : `      emptied ${bucket}: ${counted(objects, 'object version')}`,
    ),
    ...(isGoing ? retained : []).map((resource) => `      ${kept(resource, style)}`),
  ];
}

function kept({ logicalId, type, physicalId }: OwnedResource, style: TerminalStyle): string {
  return `stays: ${logicalId}  ${plainLine(physicalId)}  ${paint(style, 'quiet', type)}`;
}

export function removalFindings({ service, kind, failures, notices }: RemovalOutcome): readonly Finding[] {
  const severity = kind === 'refused' ? 'refused' : 'failed';
  return [
    ...failures.map((failure): Finding => ({ severity, subject: service, failure })),
    ...notices.map((failure): Finding => ({ severity: 'notice', subject: service, failure })),
  ];
}

/** `4 stacks of anna: 3 removed, 1 not there`. */
export function destroySummary(
  { environment, stacks }: Pick<DestroyReport, 'environment' | 'stacks'>,
  style: TerminalStyle,
): string {
  return `${counted(stacks.length, 'stack')} of ${environment}: ${removalCounts(stacks, style)}`;
}

export function removalCounts(stacks: readonly RemovalOutcome[], style: TerminalStyle): string {
  const counts = new Map<RemovalKind, number>();
  for (const { kind } of stacks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => paint(style, LOOKS[kind].tone, `${count} ${LOOKS[kind].word}`)).join(', ');
}
