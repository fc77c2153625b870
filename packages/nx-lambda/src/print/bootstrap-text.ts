/** The making of the artifact bucket, as text. */
import type { BootstrapReport, CallerIdentity } from '@nx-lambda/core';
import { callerName } from './caller-text.ts';
import type { Finding } from './failure-text.ts';
import { paint, symbolsOf, type Tone } from './paint.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function bootstrapStartedLine({ accountId, region, arn }: CallerIdentity, style: TerminalStyle): string {
  const who = callerName(arn);
  return paint(style, 'quiet', `Account ${accountId}, region ${region}, as ${who} ${symbolsOf(style).ellipsis}`);
}

const WORDS: Readonly<Record<BootstrapReport['stack']['kind'], readonly [string, Tone]>> = {
  created: ['made', 'good'],
  updated: ['updated', 'good'],
  unchanged: ['unchanged', 'quiet'],
  planned: ['would change', 'accent'],
  refused: ['refused', 'warn'],
  failed: ['failed', 'bad'],
  interrupted: ['interrupted', 'warn'],
};

export function bootstrapLines(report: BootstrapReport, style: TerminalStyle): readonly string[] {
  const { bucket, option } = report;
  const { kind, stackName, changes } = report.stack;
  const [word, tone] = WORDS[kind];
  const isThere = kind === 'created' || kind === 'updated' || kind === 'unchanged';
  return [
    ...(kind === 'planned' ? changes.map((change) => `  ${change.kind}  ${change.logicalId}  ${change.type}`) : []),
    `Stack ${stackName} with the bucket ${bucket}: ${paint(style, tone, word)}`,
    ...(isThere && option !== undefined
      ? ['', 'To use it, write this to the options of nx-lambda in nx.json:', '', `  ${option}`]
      : []),
  ];
}

export function bootstrapFindings({ stack: { kind, stackName, failures } }: BootstrapReport): readonly Finding[] {
  const severity = kind === 'refused' ? 'refused' : 'failed';
  return failures.map((failure): Finding => ({ severity, subject: stackName, failure }));
}
