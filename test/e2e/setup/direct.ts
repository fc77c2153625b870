/** The direct command of a shop's installation, run as a shell would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type CommandResult, runCommand } from '../../../tools/sample/command.ts';
import type { Shop } from './shop.ts';

export interface DirectOptions {
  /** Workspace-relative; the root when absent. */
  readonly folder?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function direct(shop: Shop, args: readonly string[], options: DirectOptions = {}): Promise<CommandResult> {
  const { root, environment } = shop.workspace;
  return runCommand(process.execPath, [commandFile(shop), ...args], {
    cwd: join(root, options.folder ?? '.'),
    env: { ...environment, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

export interface StartedCommand {
  readonly child: ChildProcess;
  /** All that it has said so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

export function startDirect(shop: Shop, args: readonly string[]): StartedCommand {
  const { root, environment } = shop.workspace;
  const child = spawn(process.execPath, [commandFile(shop), ...args], { cwd: root, env: environment });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

function commandFile(shop: Shop): string {
  return join(shop.workspace.root, 'node_modules', 'nx-lambda', 'dist', 'bin', 'nx-lambda.js');
}
