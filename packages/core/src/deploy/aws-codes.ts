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

/** No answer, or none of Lambda's own: whether a request was carried out is not known. */
const ambiguousCodes: ReadonlySet<FailureCode> = new Set(['NXL-AWS-NETWORK', 'NXL-AWS-TIMEOUT', 'NXL-AWS-SERVICE']);

export function isAmbiguous(failure: Failure): boolean {
  return ambiguousCodes.has(failure.code);
}
