/** What is about reading the workspace as a whole, told on the error stream: Nx's own output stays as it is. */
import type { Notice } from '@nx-lambda/core';
import { findingLines } from './failure-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

export function printGraphNotices(notices: readonly Notice[]): void {
  const findings = notices.map((failure) => ({ severity: 'notice' as const, subject: 'nx-lambda', failure }));
  process.stderr.write(`${findingLines(findings, PLAIN_STYLE).join('\n')}\n`);
}
