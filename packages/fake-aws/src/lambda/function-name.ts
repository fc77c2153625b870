import { ApiError } from '../api-error.ts';
import type { Caller } from '../identity.ts';

/** A function as a caller named it, resolved in the caller's account and region. */
export interface FunctionReference {
  readonly name: string;
  /** `$LATEST`, a version number or an alias name. */
  readonly qualifier?: string;
}

const REFERENCE =
  /^(?:arn:aws[\w-]*:lambda:([a-z0-9-]+):(\d{12}):function:|(?:(\d{12}):)?function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Takes a name, a partial ARN (`123456789012:function:name`) or a full ARN, each with or without a qualifier.
 * Source: GetFunction API reference, "FunctionName", "Name formats".
 */
export function parseFunctionName(
  given: string,
  caller: Caller,
  action: string,
  qualifierParameter?: string,
): FunctionReference {
  const match = REFERENCE.exec(given);
  const name = match?.[4];
  // A bare name is at most 64 characters long (CreateFunction, "FunctionName"); an ARN at most 140 or 170.
  if (match === null || name === undefined || name.length > 64) throw invalidName(given);
  const region = match[1];
  const account = match[2] ?? match[3];
  if (region !== undefined && region !== caller.region) {
    throw new ApiError(
      404,
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${caller.region}')`,
    );
  }
  if (account !== undefined && account !== caller.account) {
    const arn = functionArn({ account, region: caller.region, name });
    throw accessDenied(caller, action, arn, `no resource-based policy allows the ${action} action`);
  }
  const inName = match[5];
  if (inName !== undefined && qualifierParameter !== undefined && inName !== qualifierParameter) {
    throw new ApiError(
      400,
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const qualifier = qualifierParameter ?? inName;
  return qualifier === undefined ? { name } : { name, qualifier };
}

export function functionArn(key: {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly qualifier?: string;
}): string {
  const unqualified = `arn:aws:lambda:${key.region}:${key.account}:function:${key.name}`;
  return key.qualifier === undefined ? unqualified : `${unqualified}:${key.qualifier}`;
}

/** The text is IAM's own: IAM User Guide, "Troubleshoot access denied error messages". */
export function accessDenied(
  caller: Caller,
  action: string,
  arn: string,
  because = `no identity-based policy allows the ${action} action`,
): ApiError {
  return new ApiError(
    403,
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${arn} because ${because}`,
  );
}

function invalidName(given: string): ApiError {
  const pattern =
    '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';
  return new ApiError(
    400,
    'ValidationException',
    `1 validation error detected: Value '${given}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}
