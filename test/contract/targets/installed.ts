import { spawnSync } from 'node:child_process';

/** Whether a program of this name starts on this machine. */
export function isInstalled(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}
