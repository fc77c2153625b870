/** Runs a program without a shell and gives back all that it said. */
import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr in the order they arrived. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let stdout = '';
    let stderr = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      output += text;
      options.onOutput?.(text);
    });
    // A program that does not read its input closes it early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, stdout, stderr, output, duration: performance.now() - start });
    });
  });
}

/** As {@link runCommand}, but a failure of the program is an error that shows what it said. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const result = await runCommand(program, args, options);
  if (result.code !== 0) {
    throw new Error(`${[program, ...args].join(' ')} exited with ${result.code}:\n${result.output}`);
  }
  return result;
}

/** npm as the running npm, so that no shell is needed to find it on Windows. */
export function npmCommand(): { readonly program: string; readonly prefix: readonly string[] } {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? { program: process.execPath, prefix: [script] } : { program: 'npm', prefix: [] };
}
