/**
 * A command of Nx that goes on until Ctrl-C, in a terminal of its own: Nx passes on nothing of what its tasks say once it is
 * interrupted, so only a terminal hears the end. Python's standard library has one for every system but Windows.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SampleWorkspace } from '../../../tools/sample/workspace.ts';

export const NO_TERMINAL = 'python3, whose pty module makes the terminal, is not installed';

const OPEN_TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

/** Milliseconds after which nothing is expected any more. */
const LONGEST = 60_000;

export interface TerminalSession {
  /** All that was shown. */
  shown(): string;
  /** Resolves when that is shown after what an earlier call waited for; rejects when the command ends without, or a minute has passed. */
  shows(text: string | RegExp): Promise<void>;
  /** Ctrl-C. */
  interrupt(): Promise<{ readonly code: number; readonly shown: string }>;
  /** Ends it where a test did not come so far. */
  close(): Promise<void>;
}

export function hasTerminal(): boolean {
  return process.platform !== 'win32' && spawnSync('python3', ['-c', 'import pty']).status === 0;
}

export function openTerminal({ root, environment }: SampleWorkspace, nx: readonly string[]): TerminalSession {
  const command = [process.execPath, join(root, 'node_modules/nx/dist/bin/nx.js'), ...nx];
  const child = spawn('python3', ['-c', OPEN_TERMINAL, ...command], {
    cwd: root,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let seen = 0;
  let hasEnded = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of [...waiting]) each();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text.replaceAll('\r', '');
    wake();
  });
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    wake();
    return typeof code === 'number' ? code : 1;
  });

  const session: TerminalSession = {
    shown: () => shown,
    shows: (text) =>
      new Promise((resolve, reject) => {
        const end = (failure?: Error) => {
          limit.removeEventListener('abort', expire);
          waiting.delete(look);
          if (failure === undefined) resolve();
          else reject(failure);
        };
        const missing = (what: string) => new Error(`${what} without showing ${text} after:\n${shown}`);
        const look = () => {
          const rest = shown.slice(seen);
          const [match] = (typeof text === 'string' ? (rest.includes(text) ? [text] : null) : text.exec(rest)) ?? [];
          if (match !== undefined) {
            seen += rest.indexOf(match) + match.length;
            end();
          } else if (hasEnded) end(missing('It ended'));
        };
        const limit = AbortSignal.timeout(LONGEST);
        const expire = () => end(missing('A minute went by'));
        limit.addEventListener('abort', expire);
        waiting.add(look);
        look();
      }),
    async interrupt() {
      child.stdin.write('\u0003');
      return { code: await ended, shown };
    },
    async close() {
      if (hasEnded) return;
      await session.interrupt();
    },
  };
  return session;
}
