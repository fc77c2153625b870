import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import type { RunnerCommand } from './runner-command.ts';

/** The process that runs the function, with whatever it starts itself. */
export interface FunctionProcess {
  /** Undefined where the executable could not be started. */
  readonly pid: number | undefined;
  /** Resolves when the process is gone and all that it wrote was read. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Lets a process that was told to stand by go on. */
  begin(): void;
  /** True from the moment at which the system tells of the end. */
  hasEnded(): boolean;
  /** Ends the process and its own children at once. */
  kill(): void;
  /** Resolves when all is read that the process had written by now. */
  drained(): Promise<void>;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the executable could not be started. */
  readonly spawnError?: string;
}

/** Groups that must not outlive this process, however it ends; those of a killed process end by their lifeline. */
const alive = new Set<() => void>();
process.on('exit', () => {
  for (const kill of alive) kill();
});

export function startProcess(
  { args, executable }: RunnerCommand,
  environment: Readonly<Record<string, string>>,
  folder: string,
  onOutput: (text: string) => void,
): FunctionProcess {
  const child = spawn(executable, args, {
    cwd: folder,
    env: environment,
    // A group of its own, so that a kill reaches the function's children too.
    detached: process.platform !== 'win32',
    windowsHide: true,
    // The fourth is the lifeline: the runner ends when it closes.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let reads = 0;
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      reads += 1;
      onOutput(text);
    });
  }
  const lifeline = child.stdio[3];
  // The lifeline breaks when the child dies first: that is the child's exit, told below.
  lifeline?.on('error', () => {});

  const kill = (): void => killGroup(child.pid);
  alive.add(kill);

  /** Pipes that hold data are read at every turn of the event loop: two turns without data mean that they are empty. */
  const drained = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; ) {
      const before = reads;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = reads === before ? quiet + 1 : 0;
    }
  };

  const exited = new Promise<ProcessExit>((resolve) => {
    const finish = async (exit: ProcessExit): Promise<void> => {
      ended = true;
      kill();
      alive.delete(kill);
      await drained();
      for (const stream of child.stdio) stream?.destroy();
      resolve(exit);
    };
    child.once('exit', (code, signal) => void finish({ code, signal }));
    child.once('error', (error) => {
      if (child.pid === undefined) void finish({ code: null, signal: null, spawnError: error.message });
    });
  });

  const begin = (): void => {
    if (lifeline instanceof Writable && !lifeline.destroyed) lifeline.write('\n');
  };

  return { pid: child.pid, exited, begin, hasEnded: () => ended, kill, drained };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {});
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
