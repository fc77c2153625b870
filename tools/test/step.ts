/** One step of `npm test`: a command whose output is shown only when it fails. */
import { spawn } from 'node:child_process';
import type { SupportPackage } from './support-packages.ts';

export interface Step {
  readonly title: string;
  /** Arguments for this Node. */
  readonly args: readonly string[];
  /** Reports of suites that the command writes, relative to the repository; none for a step that is no test suite. */
  readonly reports: readonly string[];
  /** What is installed before, where it is not there yet. Absent: nothing. */
  readonly support?: readonly SupportPackage[];
  /** Variables on top of those of all steps. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface StepRun {
  readonly exitCode: number;
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
}

/** Never rejects: a command that cannot be started is a failed step. */
export async function runStep(
  step: Step,
  place: { readonly root: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<StepRun> {
  const started = performance.now();
  const chunks: string[] = [];
  const exitCode = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, step.args, {
      cwd: place.root,
      env: { ...place.env, ...step.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    child.on('error', (error) => {
      chunks.push(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { exitCode, output: chunks.join(''), duration: performance.now() - started };
}

/** Variables for the steps: no Nx daemon outlives them, and nothing of an Nx run around us reaches them. */
export function stepEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('NX_') && name !== 'NODE_EXTRA_CA_CERTS');
  return { ...Object.fromEntries(kept), NX_DAEMON: 'false', NX_TUI: 'false' };
}
