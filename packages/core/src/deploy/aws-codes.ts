/** The failure codes of AWS's answers on which a deployment decides. packages/aws maps the SDK's errors to them. */
import type { Failure, FailureCode } from '../failure.ts';

/** 412: the function changed since its RevisionId was read. */
export const PRECONDITION_CODE = 'NXL-AWS-PRECONDITION' satisfies FailureCode;

/** 409: an update of the function is under way. */
export const CONFLICT_CODE = 'NXL-AWS-CONFLICT' satisfies FailureCode;

export function isPrecondition(failure: Failure): boolean {
  return failure.code === PRECONDITION_CODE;
}

export function isConflict(failure: Failure): boolean {
  return failure.code === CONFLICT_CODE;
}

export function isNotFound(failure: Failure): boolean {
  return failure.code === 'NXL-AWS-NOT-FOUND';
}

/** Not sent, or broken off, because the command was interrupted. */
export function isInterruption(failure: Failure): boolean {
  return failure.code === 'NXL-AWS-INTERRUPTED';
}

/** Every further call of this run would fail in the same way. */
const haltingCodes: ReadonlySet<FailureCode> = new Set([
  'NXL-AWS-CREDENTIALS-EXPIRED',
  'NXL-AWS-CREDENTIALS-INVALID',
  'NXL-AWS-CREDENTIALS-MISSING',
  'NXL-AWS-CLOCK-SKEW',
  'NXL-AWS-REGION-MISSING',
  'NXL-AWS-ENDPOINT',
]);

export function haltsRun(failure: Failure): boolean {
  return haltingCodes.has(failure.code);
}

/** May be gone at the next call. */
export function isPassing(failure: Failure): boolean {
  return isAmbiguous(failure) || failure.code === 'NXL-AWS-THROTTLED';
}

/** No answer, or none of Lambda's own: whether a request was carried out is not known. */
const ambiguousCodes: ReadonlySet<FailureCode> = new Set([
  'NXL-AWS-NETWORK',
  'NXL-AWS-TIMEOUT',
  'NXL-AWS-SERVICE',
  'NXL-AWS-PROXY',
]);

export function isAmbiguous(failure: Failure): boolean {
  return ambiguousCodes.has(failure.code);
}
