import { ApiError } from './api-error.ts';
import { CLOUDFORMATION, cloudFormationOperation } from './cloudformation/service.ts';
import type { Caller } from './identity.ts';
import { jsonError, targetOf } from './json-protocol.ts';
import { lambdaError, lambdaOperation } from './lambda/service.ts';
import type { Operation, ServiceName } from './operation.ts';
import { formOf, queryError } from './query-protocol.ts';
import { s3Error, s3Operation } from './s3/service.ts';
import { secretsOperation } from './secrets/service.ts';
import { ssmOperation } from './ssm/service.ts';
import { STS, stsOperation } from './sts.ts';
import type { WireReply, WireRequest } from './wire.ts';

const SERVICES: readonly ServiceName[] = ['lambda', 's3', 'sts', 'cloudformation', 'ssm', 'secretsmanager'];

/**
 * All services share one endpoint, as AWS_ENDPOINT_URL wants it. The service that the signature is for tells them
 * apart; only requests without one are told by their shape.
 */
export function serviceOf(request: WireRequest, caller: Caller | undefined): ServiceName {
  const signed = caller?.service;
  const service = SERVICES.find((each) => each === signed);
  if (service !== undefined) return service;
  if (/^\/20\d\d-\d\d-\d\d\//.test(request.path)) return 'lambda';
  if (request.method === 'POST' && request.path === '/') {
    const version = formOf(request.body, request.query).get('Version');
    return version === '2010-05-15' ? 'cloudformation' : 'sts';
  }
  return 's3';
}

export function operationOf(service: ServiceName, request: WireRequest): Operation | undefined {
  switch (service) {
    case 'lambda':
      return lambdaOperation(request);
    case 's3':
      return s3Operation(request);
    case 'sts':
      return stsOperation(formOf(request.body, request.query));
    case 'cloudformation':
      return cloudFormationOperation(formOf(request.body, request.query));
    case 'ssm':
      return ssmOperation(request);
    case 'secretsmanager':
      return secretsOperation(request);
  }
}

/** An error in the service's own wire shape. */
export function errorReply(service: ServiceName, error: ApiError, request: WireRequest, requestId: string): WireReply {
  switch (service) {
    case 'lambda':
      return lambdaError(error);
    case 's3':
      return s3Error(error, request, requestId);
    case 'sts':
      return queryError(STS, error, requestId);
    case 'cloudformation':
      return queryError(CLOUDFORMATION, error, requestId);
    case 'ssm':
    case 'secretsmanager':
      return jsonError(error);
  }
}

/** How each service says "too fast" and "our fault". */
export function throttleError(service: ServiceName, retryAfter?: number): ApiError {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (service === 'lambda') {
    // SDK type TooManyRequestsException; the control plane's text is "Rate exceeded", and it sends no Retry-After.
    const members = { Reason: 'CallerRateLimitExceeded' };
    return new ApiError(429, 'TooManyRequestsException', 'Rate exceeded', { headers, members });
  }
  if (service === 'ssm' || service === 'secretsmanager') {
    return new ApiError(400, 'ThrottlingException', 'Rate exceeded', { headers });
  }
  if (service === 's3') return new ApiError(503, 'SlowDown', 'Please reduce your request rate.', { headers });
  return new ApiError(400, 'Throttling', 'Rate exceeded', { headers });
}

export function internalError(service: ServiceName): ApiError {
  if (service === 'lambda') return new ApiError(500, 'ServiceException', 'An internal error occurred.');
  if (service === 's3')
    return new ApiError(500, 'InternalError', 'We encountered an internal error. Please try again.');
  return new ApiError(500, 'InternalFailure', 'The request processing has failed because of an unknown error.');
}

/** A 4xx, so that no client tries again: the stand-in does not speak this operation. */
export function unknownOperation(service: ServiceName, request: WireRequest): ApiError {
  const form = service === 'sts' || service === 'cloudformation' ? formOf(request.body, request.query) : undefined;
  const json = service === 'ssm' || service === 'secretsmanager' ? targetOf(request) : undefined;
  const asked = form?.get('Action') ?? json ?? `${request.method} ${request.path}`;
  const code = form === undefined ? 'UnknownOperationException' : 'InvalidAction';
  return new ApiError(400, code, `The stand-in for AWS does not know ${service}'s operation ${asked}.`);
}
