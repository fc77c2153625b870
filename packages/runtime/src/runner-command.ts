import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Failure, failed, type Result, success } from '@nx-lambda/core';
import { runnerFolder } from './runner-folder.ts';
import type { SandboxOptions } from './sandbox.ts';

/** What to start for a function: an executable and its arguments; nothing secret among them. */
export interface RunnerCommand {
  readonly executable: string;
  readonly args: readonly string[];
}

export type RunnerHost = Pick<
  SandboxOptions,
  | 'runtime'
  | 'taskRoot'
  | 'memorySize'
  | 'environment'
  | 'hostEnvironment'
  | 'nodePath'
  | 'runnerFolder'
  | 'standby'
  | 'inspect'
>;

/** Where Lambda itself looks for executables. */
export const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** How a function of this runtime is started here, or why it cannot be. */
export function runnerCommand(host: RunnerHost): Result<RunnerCommand> {
  const folder = host.runnerFolder ?? runnerFolder();
  if (/^nodejs\d+\.x$/.test(host.runtime)) {
    return success({
      executable: host.nodePath ?? process.execPath,
      args: [...heapLimits(host), ...inspector(host), join(folder, 'node-runner.cjs'), ...standby(host)],
    });
  }
  if (/^python3\.\d+$/.test(host.runtime)) {
    const python = findOnPath(host);
    return python === undefined
      ? failed(withoutPython(host.runtime))
      : success({ executable: python, args: ['-u', join(folder, 'python-runner.py')] });
  }
  if (host.runtime.startsWith('provided')) return bootstrapCommand(host);
  return failed(unsupported(host.runtime));
}

/**
 * Lambda's own bootstrap gives V8 nine tenths of the memory setting, and half of the rest to each half of the young
 * generation, unless NODE_OPTIONS sets either. They are arguments there too: the function's NODE_OPTIONS stays its own.
 */
function heapLimits({ environment, memorySize }: RunnerHost): readonly string[] {
  if (/--max[-_](?:semi|old)[-_]space[-_]size/.test(environment['NODE_OPTIONS'] ?? '')) return [];
  const young = Math.floor(memorySize / 10);
  return [`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memorySize - young}`];
}

/** The debugger is let in from this machine alone, and the function's code is loaded when it is there. */
function inspector({ inspect }: RunnerHost): readonly string[] {
  return inspect === undefined ? [] : [`--inspect-wait=127.0.0.1:${inspect.port}`];
}

function standby({ standby }: RunnerHost): readonly string[] {
  if (standby === undefined) return [];
  return standby.preload === undefined ? ['--standby'] : ['--standby', standby.preload];
}

function bootstrapCommand({ runtime, taskRoot }: RunnerHost): Result<RunnerCommand> {
  const bootstrap = join(taskRoot, 'bootstrap');
  return isExecutable(bootstrap)
    ? success({ executable: bootstrap, args: [] })
    : failed({
        code: 'NXL-INVOKE-BOOTSTRAP',
        message: `The runtime ${runtime} runs a file named bootstrap, and the package has no executable one.`,
        advice: 'Build the function so that bootstrap lies at the root of its package and may be executed.',
      });
}

function findOnPath({ hostEnvironment }: RunnerHost): string | undefined {
  const names = process.platform === 'win32' ? ['python3.exe', 'python.exe'] : ['python3'];
  const path = hostEnvironment?.['PATH'] ?? hostEnvironment?.['Path'] ?? DEFAULT_PATH;
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function withoutPython(runtime: string): Failure {
  return {
    code: 'NXL-INVOKE-PYTHON',
    message: `The runtime ${runtime} needs a python3 on this machine, and PATH has none.`,
    advice: 'Install Python 3, or add its folder to PATH.',
  };
}

function unsupported(runtime: string): Failure {
  return {
    code: 'NXL-INVOKE-RUNTIME',
    message: `The runtime ${runtime} cannot run on this machine.`,
    advice:
      'Functions with a nodejs, python3 or provided runtime run here. Use invoke-cloud for this one, or watch-feature --invoke for one run at each save.',
  };
}
