import type { ApiError } from '../api-error.ts';
import { ApiError as AwsError } from '../api-error.ts';
import { parseFields } from '../fields.ts';
import type { Operation } from '../operation.ts';
import { jsonReply, type WireReply, type WireRequest } from '../wire.ts';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.ts';
import { createFunction } from './create-function.ts';
import { deleteFunction } from './delete-function.ts';
import { invoke } from './invoke.ts';
import {
  deleteLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  listLayers,
  listLayerVersions,
  publishLayerVersion,
} from './layers.ts';
import type { LambdaOperation } from './operation.ts';
import { getFunction, getFunctionConfiguration, listFunctions } from './read-function.ts';
import { listTags, tagResource, untagResource } from './tags.ts';
import { updateFunctionCode, updateFunctionConfiguration } from './update-function.ts';
import { listVersionsByFunction, publishVersion } from './versions.ts';

const OPERATIONS: readonly LambdaOperation[] = [
  createFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  updateFunctionCode,
  updateFunctionConfiguration,
  deleteFunction,
  publishVersion,
  listVersionsByFunction,
  createAlias,
  updateAlias,
  getAlias,
  listAliases,
  deleteAlias,
  tagResource,
  untagResource,
  listTags,
  invoke,
  publishLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  listLayerVersions,
  listLayers,
  deleteLayerVersion,
];

/** "Request must be smaller than 69905067 bytes": 50 MiB as base64, rounded up. */
const REQUEST_LIMIT = 69_905_067;

/** The operation that a request names; undefined when the stand-in does not know it. */
export function lambdaOperation(request: WireRequest): Operation | undefined {
  for (const operation of OPERATIONS) {
    const path = operation.method === request.method ? matchPath(operation.path, request.path) : undefined;
    if (path === undefined || !matchQuery(operation, request)) continue;
    return {
      service: 'lambda',
      name: operation.name,
      mutating: operation.mutating,
      ...resourceOf(path),
      run(call) {
        if (request.body.length >= REQUEST_LIMIT && operation.rawBody !== true) {
          throw new AwsError(
            413,
            'RequestEntityTooLargeException',
            `Request must be smaller than ${REQUEST_LIMIT} bytes for the ${operation.name} operation`,
          );
        }
        const fields = operation.rawBody === true ? {} : parseFields(request.body);
        return operation.run({ ...call, operation: operation.name, path, fields });
      },
    };
  }
  return undefined;
}

/**
 * REST JSON: the code is in the header x-amzn-errortype. Most of Lambda's errors name their text `message`, two of
 * them `Message` (SDK schemas ResourceNotFoundException and ServiceException).
 */
export function lambdaError(error: ApiError): WireReply {
  const capital = ['ResourceNotFoundException', 'ServiceException', 'AccessDeniedException'].includes(error.code);
  const body = {
    ...(error.code === 'AccessDeniedException' ? {} : { Type: error.status >= 500 ? 'Service' : 'User' }),
    [capital ? 'Message' : 'message']: error.message,
    ...error.members,
  };
  return jsonReply(error.status, body, { 'x-amzn-errortype': error.code, ...error.headers });
}

/** The placeholders' values, percent-decoded; undefined when the path is another. A trailing slash is allowed. */
export function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== actual) return undefined;
    } else {
      values[part.slice(1, -1)] = decode(actual);
    }
  }
  return values;
}

function matchQuery({ query = {} }: LambdaOperation, request: WireRequest): boolean {
  return Object.entries(query).every(([name, value]) => request.query.get(name) === value);
}

function resourceOf(path: Readonly<Record<string, string>>): { readonly resource?: string } {
  const given = path.FunctionName ?? path.Resource ?? path.LayerName;
  if (given === undefined) return {};
  const afterFunction = /function:([^:]+)/.exec(given)?.[1];
  return { resource: afterFunction ?? given.replace(/:.*$/, '') };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
