import { ApiError } from '../../api-error.ts';
import { ResourceFailure, type ResourceRequest } from './handler.ts';

/** What a service answered, as CloudFormation's events show it. */
export function asResource<T>(request: ResourceRequest, service: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, code } = error;
    const message = `${error.message} (Service: ${service}, Status Code: ${status}, Request ID: ${request.world.newId()})`;
    throw new ResourceFailure(
      `Resource handler returned message: "${message}" (RequestToken: ${request.world.newId()}, HandlerErrorCode: ${handlerCode(code, status)})`,
    );
  }
}

/** "Handler error codes" (CloudFormation CLI User Guide). */
function handlerCode(code: string, status: number): string {
  if (code === 'BucketNotEmpty') return 'GeneralServiceException';
  if (status === 404 || code === 'ResourceNotFoundException') return 'NotFound';
  if (status === 403) return 'AccessDenied';
  if (status === 409) return /AlreadyExists|ResourceConflict/.test(code) ? 'AlreadyExists' : 'ResourceConflict';
  return status >= 500 ? 'ServiceInternalError' : 'InvalidRequest';
}

/** A name that another resource has. */
export function alreadyExists(request: ResourceRequest, name: string): ResourceFailure {
  return new ResourceFailure(`Resource of type '${request.type}' with identifier '${name}' already exists.`);
}
