/** A watch as it goes on: a line or two for each round, and in full whatever went wrong in it. */
import type { LambdaEvent } from '@nx-lambda/core';
import { environmentLine } from './deploy-text.ts';
import { findingLines } from './failure-text.ts';
import { createTerminalPrinter, type Printer } from './terminal-printer.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { roundFinishedLine, roundStartedLine, watchStartedLine, watchSummaryLines } from './watch-text.ts';

export interface WatchPrinterOptions extends TerminalStyle {
  readonly write: (text: string) => void;
}

export function createWatchPrinter(options: WatchPrinterOptions): Printer {
  const { write } = options;
  // One a round: a failure that comes back in a later round is told again.
  let round: Printer | undefined;
  let told: string | undefined;
  const lines = (texts: readonly string[]) => write(`${texts.join('\n')}\n`);
  /** What happens between rounds, such as the edit of a template that changes no code, is told at once. */
  const inRound = (event: LambdaEvent) => {
    if (round !== undefined) return round.print(event);
    const alone = createTerminalPrinter(options);
    alone.print(event);
    alone.end();
  };
  const print = (event: LambdaEvent): void => {
    switch (event.type) {
      case 'watch-started':
        return lines([watchStartedLine(event, options)]);
      case 'round-started':
        round?.end();
        round = createTerminalPrinter(options);
        return lines(event.round === 1 ? [roundStartedLine(event, options)] : ['', roundStartedLine(event, options)]);
      case 'round-finished':
        round?.end();
        round = undefined;
        return lines([roundFinishedLine(event, options)]);
      case 'watch-retrying': {
        lines(findingLines([{ severity: 'failed', subject: '', failure: event.failure }], options));
        return lines(['Trying again until it works; what is saved meanwhile is not lost.']);
      }
      case 'watch-finished':
        return lines(watchSummaryLines(event.report, options));
      case 'plan-made': {
        // Each round asks anew, so it is told again where it is another.
        const where = environmentLine(event.plan, options);
        if (where !== told) lines([where]);
        told = where;
        return;
      }
      case 'deploy-finished':
        for (const notice of event.report.notices) inRound({ type: 'notice', notice });
        return;
      case 'notice':
      case 'service-failed':
      case 'function-build-failed':
      case 'layer-published':
      case 'upload-progress':
      case 'function-settled':
        return inRound(event);
      default:
        // How a round comes to its end is told by what became of its functions.
        return;
    }
  };
  return { print, end: () => round?.end() };
}
