/** How a command of this process may write: decided once from its standard output and environment. */
import { isatty } from 'node:tty';
import { type TerminalStyle, terminalStyle } from '../print/terminal-style.ts';

export function processStyle(): TerminalStyle {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  return terminalStyle({
    isTerminal: isatty(process.stdout.fd),
    columns: process.stdout.columns,
    environment: { NO_COLOR, FORCE_COLOR, TERM },
  });
}

export function writeOut(text: string): void {
  process.stdout.write(text);
}

/** Where Nx shows the batch's own stream, everything is told there as it happens; else by the tasks' texts. */
export function isLive(output: 'text' | 'json' | undefined): boolean {
  return output !== 'json' && process.env.GITHUB_ACTIONS !== 'true' && process.env.NX_TUI !== 'true';
}
