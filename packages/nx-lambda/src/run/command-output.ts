/** How a command of this process may write: decided once from its standard output and environment. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type TerminalStyle, terminalStyle } from '../print/terminal-style.ts';

/** @param stream on which it is told. */
export function processStyle(stream: typeof process.stdout | typeof process.stderr = process.stdout): TerminalStyle {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  return terminalStyle({
    isTerminal: isatty(stream.fd),
    columns: stream.columns,
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

/**
 * To the terminal itself: after Ctrl-C Nx passes on nothing more that its tasks say. Does nothing where there is no
 * terminal, as in CI.
 */
export function writeToTerminal(text: string): void {
  try {
    const terminal = openSync(process.platform === 'win32' ? '\\\\.\\CONOUT$' : '/dev/tty', 'w');
    try {
      writeSync(terminal, text);
    } finally {
      closeSync(terminal);
    }
  } catch {
    // The next command tells that this one was interrupted.
  }
}
