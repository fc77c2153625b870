import { isBlank, isObject, isString, type JsonObject, type JsonValue } from './json.ts';
import { resourceProblem } from './problem.ts';

const SECRET_REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]+(:\d+)?\}\}/;

/** Bucket, Key and Version of `s3://bucket/key?versionId=1`; undefined for any other text. */
export function parseS3Uri(uri: JsonValue | undefined): JsonObject | undefined {
  if (!isString(uri)) return undefined;
  const match = /^s3:\/\/([^/?#]+)\/([^?#]*)(?:\?([^#]*))?/.exec(uri);
  if (match === null) return undefined;
  const [, Bucket = '', path = '', query = ''] = match;
  const versions = new URLSearchParams(query).getAll('versionId');
  const version = versions.length === 1 ? versions[0] : undefined;
  return { Bucket, Key: path.replace(/^\/+/, ''), ...(version === undefined ? {} : { Version: version }) };
}

/** A location written as a URI or as a map; `refuseSecrets` as for code, where a dynamic reference is not resolved. */
export function s3Pointer(
  location: JsonValue | undefined,
  logicalId: string,
  property: string,
  refuseSecrets = false,
): JsonObject {
  if (isObject(location)) {
    if (isBlank(location['Bucket']) || isBlank(location['Key'])) {
      throw resourceProblem(logicalId, `'${property}' requires Bucket and Key properties to be specified.`);
    }
    return location;
  }
  if (refuseSecrets && isString(location) && SECRET_REFERENCE.exec(location)?.[0].includes('/') === true) {
    const message = `Unsupported dynamic reference detected in '${property}'. Please consider using alternative 'FunctionCode' object format.`;
    throw resourceProblem(logicalId, message);
  }
  if (refuseSecrets && !isString(location)) {
    throw resourceProblem(logicalId, `'${property}' must be of type dict or string.`);
  }
  const pointer = parseS3Uri(location);
  if (pointer !== undefined) return pointer;
  const message = `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`;
  throw resourceProblem(logicalId, message);
}

/** The code of a function or a layer, as Lambda's resources name it. */
export function lambdaCode(location: JsonValue | undefined, logicalId: string, property: string): JsonObject {
  const pointer = s3Pointer(location, logicalId, property, true);
  return {
    S3Bucket: pointer['Bucket'] ?? null,
    S3Key: pointer['Key'] ?? null,
    ...('Version' in pointer ? { S3ObjectVersion: pointer['Version'] ?? null } : {}),
  };
}

/** A definition of an API or a state machine: Bucket, Key and perhaps Version. */
export function definitionLocation(location: JsonValue | undefined, logicalId: string): JsonObject {
  const pointer = s3Pointer(location, logicalId, 'DefinitionUri');
  const names = ['Bucket', 'Key', 'Version'].filter((name) => name in pointer);
  return Object.fromEntries(names.map((name) => [name, pointer[name] ?? null]));
}
