/** Has the Serverless Framework print a configuration. Nothing of what it prints is kept here. */
import { spawn } from 'node:child_process';
import { join, posix } from 'node:path';
import { type Failure, failed, PRINTED_STAGE, type Result, success } from '@nx-lambda/core';
import type { InstalledFramework } from './find-framework.ts';

export interface PrintRequest {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Workspace-relative path of the configuration. */
  readonly path: string;
  readonly framework: InstalledFramework;
  /** Variables of the shell, which the configuration may read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; a minute when absent. */
  readonly timeLimit?: number;
}

const TIME_LIMIT = 60_000;
/** Characters; CloudFormation takes a template of 1 MB. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/** The framework sends nothing about its use and asks nobody. */
const QUIET = {
  SLS_TELEMETRY_DISABLED: '1',
  SLS_TRACKING_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
  SLS_INTERACTIVE_SETUP_ENABLE: '',
  FORCE_COLOR: '0',
  NO_COLOR: '1',
};

/** The printed JSON, parsed. */
export async function runPrint(request: PrintRequest): Promise<Result<unknown>> {
  const { workspaceRoot, path, framework, timeLimit = TIME_LIMIT } = request;
  const arguments_ = ['print', '--format', 'json', '--stage', PRINTED_STAGE, '--config', posix.basename(path)];
  const run = await runProgram([framework.program, ...arguments_], {
    folder: join(workspaceRoot, posix.dirname(path)),
    environment: { ...request.environment, ...QUIET },
    timeLimit,
  });
  if (run.end === 'time') {
    return failed(unprinted(request, `did not end within ${timeLimit / 1000} s`, []));
  }
  const printed = run.end === 0 ? jsonIn(run.output) : undefined;
  if (printed !== undefined) return success(printed);
  const words = run.end === 0 ? [] : toolsWords(run.output + run.errors, workspaceRoot);
  return failed(unprinted(request, run.end === 0 ? 'printed no JSON' : 'failed', words));
}

interface ProgramRun {
  readonly end: number | 'time' | 'not started';
  readonly output: string;
  readonly errors: string;
}

function runProgram(
  programArguments: readonly string[],
  options: {
    readonly folder: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly timeLimit: number;
  },
): Promise<ProgramRun> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, programArguments, {
      cwd: options.folder,
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const text = { output: '', errors: '' };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // What it started itself may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, options.timeLimit);
    const finish = (end: ProgramRun['end']) => {
      clearTimeout(timer);
      resolve({ end, ...text });
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.output.length < MOST_OUTPUT) text.output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.errors.length < MOST_OUTPUT) text.errors += chunk;
    });
    child.on('error', (error) => {
      text.errors = error.message;
      finish('not started');
    });
    child.on('close', (code) => finish(late ? 'time' : (code ?? 1)));
  });
}

/** Plugins and the program itself may print lines of their own before or after it. */
function jsonIn(output: string): unknown {
  const from = output.search(/^\{/m);
  const to = output.lastIndexOf('\n}');
  for (const text of [output, output.slice(Math.max(0, from), to + 2)]) {
    try {
      return JSON.parse(text);
    } catch {
      // The next one may be it.
    }
  }
  return undefined;
}

/** What the framework says is wrong: without stacks, and without the folder of this machine. */
function toolsWords(output: string, workspaceRoot: string): readonly string[] {
  const from = Math.max(0, output.search(/^Error:/m));
  const lines = output.slice(from).replaceAll(`${workspaceRoot}/`, '').split(/\r?\n/);
  const end = lines.findIndex((line) => /^(Environment:|Docs:)/.test(line));
  return lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => line.trim() !== '' && line !== 'Error:' && !/^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 6)
    .map((line) => line.slice(0, 300));
}

function unprinted({ path, framework }: PrintRequest, what: string, notes: readonly string[]): Failure {
  const command = `npx ${framework.name} print --stage ${PRINTED_STAGE} --config ${posix.basename(path)}`;
  return {
    code: 'NXL-TOOL-PRINT',
    message: `The functions of ${path} are not known: \`${framework.name} print\` ${what}.`,
    advice: `See what \`${command}\` says in ${posix.dirname(path)}; it must work there for a stage of any name.`,
    place: { file: path, line: 1, column: 1 },
    ...(notes.length > 0 && { notes }),
  };
}
