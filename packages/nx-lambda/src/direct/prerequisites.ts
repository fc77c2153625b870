/** What must be done before a command, where that is more than the service's own build: Nx does it. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Task, TaskGraph } from '@nx/devkit';
import { type Failure, failed, type Result, success } from '@nx-lambda/core';

export interface NxRun {
  readonly target: string;
  readonly projects: readonly string[];
  readonly configuration?: string;
  /** Flags that are handed on, as typed. */
  readonly flags: readonly string[];
}

/** What the tasks of `roots` wait for, themselves left out; what that waits for in turn is known to Nx. */
export function runsBefore(
  { tasks, dependencies, continuousDependencies }: TaskGraph,
  roots: readonly string[],
): readonly NxRun[] {
  const before = new Set(
    roots.flatMap((root) =>
      [...(dependencies[root] ?? []), ...(continuousDependencies[root] ?? [])].map(({ id }) => id),
    ),
  );
  for (const root of roots) before.delete(root);
  const runs = new Map<string, NxRun>();
  for (const id of [...before].sort()) {
    const task = tasks[id];
    if (task === undefined) continue;
    const { target, configuration, project } = task.target;
    const flags = flagsOf(task);
    const key = JSON.stringify([target, configuration, flags]);
    const known = runs.get(key);
    runs.set(key, {
      target,
      projects: [...(known?.projects ?? []), project],
      ...(configuration === undefined ? {} : { configuration }),
      flags,
    });
  }
  return [...runs.values()];
}

function flagsOf({ overrides }: Task): readonly string[] {
  const unparsed: unknown = Reflect.get(overrides ?? {}, '__overrides_unparsed__');
  return Array.isArray(unparsed) ? unparsed.map(String) : [];
}

export function nxArguments({ target, projects, configuration, flags }: NxRun): readonly string[] {
  return [
    'run-many',
    `--targets=${target}`,
    `--projects=${projects.join(',')}`,
    ...(configuration === undefined ? [] : [`--configuration=${configuration}`]),
    ...flags,
  ];
}

/** One after the other; all that Nx says goes to standard error. */
export async function runBefore(runs: readonly NxRun[], workspaceRoot: string): Promise<Result<undefined>> {
  const nx = createRequire(join(workspaceRoot, 'package.json')).resolve('nx/bin/nx.js');
  for (const run of runs) {
    const args = nxArguments(run);
    const code = await new Promise<number>((resolve, reject) => {
      const child = spawn(process.execPath, [nx, ...args], { cwd: workspaceRoot, stdio: ['ignore', 2, 2] });
      child.on('error', reject);
      child.on('close', (status) => resolve(status ?? 1));
    });
    if (code !== 0) return failed(brokenOff(args));
  }
  return success(undefined);
}

function brokenOff(args: readonly string[]): Failure {
  return {
    code: 'NXL-DIRECT-BEFORE',
    message: `What must be done before failed: nx ${args.join(' ')}.`,
    advice: 'What Nx said above tells why.',
  };
}
