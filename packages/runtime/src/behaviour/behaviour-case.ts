import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { InvocationReport, Sandbox, SandboxOptions } from '../sandbox.ts';
import { startSandbox } from '../start-sandbox.ts';

/** One row of the behaviour table: a function, what it is asked, and what Lambda would tell. */
export interface BehaviourCase {
  readonly title: string;
  /** The files of the unpacked artifact, by relative path. */
  readonly files: Readonly<Record<string, string>>;
  readonly options?: Partial<SandboxOptions>;
  /** One after another, in one sandbox. */
  readonly invocations: readonly ExpectedInvocation[];
}

export interface ExpectedInvocation {
  readonly event?: unknown;
  /** What the function answers, exactly. */
  readonly answer?: unknown;
  /** Its answer as bytes are, for one that is no JSON. */
  readonly text?: string;
  readonly error?: { readonly errorType: string; readonly errorMessage: unknown; readonly [more: string]: unknown };
  /** Each must be found in the log. */
  readonly log?: readonly RegExp[];
  readonly notInLog?: readonly RegExp[];
  /** Whether the invocation started the process. */
  readonly cold?: boolean;
  /** Milliseconds that its duration must not be below, or above. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:shop-orders';

export function requestIdOf(index: number): string {
  return `8476a536-e9f4-11e8-9739-2dfe598c3f${String(index).padStart(2, '0')}`;
}

export type HostEnvironment = SandboxOptions['hostEnvironment'];

export function sandboxOptions(
  taskRoot: string,
  hostEnvironment: HostEnvironment = {},
  options: Partial<SandboxOptions> = {},
): SandboxOptions {
  return {
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    taskRoot,
    environment: {},
    functionName: 'shop-orders',
    functionVersion: '$LATEST',
    region: 'eu-west-1',
    memorySize: 256,
    timeout: 10_000,
    logFormat: 'Text',
    hostEnvironment,
    ...options,
  };
}

export async function withTaskRoot<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nx-lambda-runtime-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text, { mode: 0o755 });
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function invokeJson(sandbox: Sandbox, event: unknown, index = 0): Promise<InvocationReport> {
  return sandbox.invoke({
    requestId: requestIdOf(index),
    payload: Buffer.from(JSON.stringify(event)),
    invokedFunctionArn: FUNCTION_ARN,
  });
}

export function payloadText({ payload }: InvocationReport): string {
  return Buffer.from(payload).toString('utf8');
}

export function payloadJson(report: InvocationReport): unknown {
  return JSON.parse(payloadText(report));
}

/** Resolves when all is as the case has it. */
export async function checkCase(
  { files, invocations, options }: BehaviourCase,
  hostEnvironment: HostEnvironment,
): Promise<void> {
  await withTaskRoot(files, async (folder) => {
    const sandbox = await startSandbox(sandboxOptions(folder, hostEnvironment, options));
    try {
      for (const [index, expected] of invocations.entries()) {
        explained(await invokeJson(sandbox, expected.event ?? {}, index), (report) => checkReport(report, expected));
      }
    } finally {
      await sandbox.stop();
    }
  });
}

function checkReport(report: InvocationReport, expected: ExpectedInvocation): void {
  expect(report.functionError).toBe(expected.error === undefined ? undefined : 'Unhandled');
  if (expected.error !== undefined) expect(payloadJson(report)).toMatchObject(expected.error);
  if (expected.answer !== undefined) expect(payloadJson(report)).toEqual(expected.answer);
  if (expected.text !== undefined) expect(payloadText(report)).toBe(expected.text);
  for (const pattern of expected.log ?? []) expect(report.log).toMatch(pattern);
  for (const pattern of expected.notInLog ?? []) expect(report.log).not.toMatch(pattern);
  if (expected.cold !== undefined) expect(report.initDuration !== undefined).toBe(expected.cold);
  if (expected.atLeast !== undefined) expect(report.duration).toBeGreaterThanOrEqual(expected.atLeast);
  if (expected.atMost !== undefined) expect(report.duration).toBeLessThanOrEqual(expected.atMost);
}

/** Puts what was told into the message of a check that fails. */
function explained(report: InvocationReport, check: (report: InvocationReport) => void): void {
  try {
    check(report);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\n${payloadText(report).slice(0, 2000)}\n${report.log.slice(0, 4000)}`, {
      cause: error,
    });
  }
}
