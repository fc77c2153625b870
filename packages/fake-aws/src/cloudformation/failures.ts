import { ApiError } from '../api-error.ts';

/** CloudFormation answers nearly everything as a ValidationError (API Reference, "Common Errors"). */
export function validationError(message: string): ApiError {
  return new ApiError(400, 'ValidationError', message);
}

/** What is wrong with the shape of a template. */
export function formatError(message: string): ApiError {
  return validationError(`Template format error: ${message}`);
}

/** What is wrong with a template's functions. */
export function templateError(message: string): ApiError {
  return validationError(`Template error: ${message}`);
}

export function stackMissing(nameOrId: string): ApiError {
  return validationError(`Stack with id ${nameOrId} does not exist`);
}

/** The message of an error that AWS would answer; other errors are bugs and pass on. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  throw error;
}
