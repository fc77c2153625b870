/** What Ctrl-C's user sees: Nx passes on nothing after it, so it is written to the terminal itself. */
import type { DeployReport } from '@nx-lambda/core';
import { summaryLine } from '../print/deploy-text.ts';
import { PLAIN_STYLE } from '../print/terminal-style.ts';

export interface InterruptedRun {
  /** The sum of what was done, where the run was interrupted; to be called once, with all that is known. */
  finish(report: DeployReport | undefined): void;
}

export function tellInterruption(signal: AbortSignal, write: (text: string) => void): InterruptedRun {
  const tell = (): void => write('\nInterrupted: no further update is sent; waiting for those under way …\n');
  if (signal.aborted) tell();
  else signal.addEventListener('abort', tell, { once: true });
  return {
    finish(report) {
      signal.removeEventListener('abort', tell);
      if (!signal.aborted) return;
      write(report === undefined ? 'Nothing was written.\n' : `${summaryLine(report, PLAIN_STYLE)}\n`);
    },
  };
}
