import { Buffer } from 'node:buffer';
import type { InvocationReport } from './sandbox.ts';

/** Where Lambda unpacks a function's code ("LAMBDA_TASK_ROOT", Lambda docs, "Defined runtime environment variables"). */
const TASK_ROOT = '/var/task';

/** Where it unpacks layers ("Packaging your layer content"). */
export const LAYERS_ROOT = '/opt';

/**
 * The report as Lambda gives it: stacks and logs name `/var/task`, wherever the code really lies on this machine.
 * `folder` is the real path of what was unpacked there.
 */
export function asInLambda(report: InvocationReport, folder: string, root = TASK_ROOT): InvocationReport {
  const log = logAsInLambda(report.log, folder, root);
  const payload = Buffer.from(report.payload);
  // In JSON a backslash of a Windows path is doubled.
  const quoted = JSON.stringify(folder).slice(1, -1);
  if (!payload.includes(quoted)) return { ...report, log };
  return { ...report, log, payload: Buffer.from(payload.toString('utf8').replaceAll(quoted, root)) };
}

/** The same for a piece of a log. */
export function logAsInLambda(text: string, folder: string, root = TASK_ROOT): string {
  return text.replaceAll(folder, root);
}
