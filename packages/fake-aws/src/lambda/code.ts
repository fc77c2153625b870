import { createHash } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import { type Fields, text } from '../fields.ts';
import type { Caller } from '../identity.ts';
import type { Bucket, StoredObject } from '../s3/bucket.ts';
import type { World } from '../world.ts';
import type { FunctionCode } from './function-version.ts';
import { lambdaMayRead } from './source-object.ts';
import { inflateEntry, readZip } from './zip.ts';

/** "Deployment package size … 250 MB unzipped" (Lambda quotas). */
const UNZIPPED_LIMIT = 262_144_000;

/** Code as CreateFunction and UpdateFunctionCode take it: inline base64, or an object in S3. Checked as AWS does. */
export function codeFrom(fields: Fields, caller: Caller, world: World, functionArn?: string): FunctionCode {
  const zipFile = text(fields, 'ZipFile');
  const bucket = text(fields, 'S3Bucket');
  const key = text(fields, 'S3Key');
  if (zipFile !== undefined) return checkedCode(Buffer.from(zipFile, 'base64'));
  if (bucket === undefined || key === undefined) throw invalid('Please provide a source for function code.');
  const found = sourceBucket(bucket, caller, world);
  const object = sourceObject(found, key, text(fields, 'S3ObjectVersion'));
  const code = checkedCode(object.body);
  const mode = text(fields, 'S3ObjectStorageMode') ?? 'COPY';
  if (mode === 'COPY') return code;
  if (mode !== 'REFERENCE') throw invalid(`Value ${mode} at 's3ObjectStorageMode' failed to satisfy constraint`);
  // "Lambda requires S3 versioning to track which version of your source object to use." The sentence is not AWS's.
  if (object.versionId === undefined) throw invalid('S3ObjectStorageMode REFERENCE needs a versioned S3 object.');
  const reader = { account: caller.account, ...(functionArn !== undefined && { functionArn }) };
  if (!lambdaMayRead(found, key, reader)) throw s3Error('AccessDenied', 'Access Denied');
  return { ...code, source: { bucket, key, versionId: object.versionId } };
}

export function codeOf(zip: Uint8Array): FunctionCode {
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

function checkedCode(zip: Uint8Array): FunctionCode {
  const entries = readZip(zip);
  if (entries === undefined) throw broken();
  if (entries.length === 0) throw invalid('Uploaded file must be a non-empty zip');
  const unzipped = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (unzipped > UNZIPPED_LIMIT) throw invalid(`Unzipped size must be smaller than ${UNZIPPED_LIMIT} bytes`);
  if (entries.some((entry) => inflateEntry(entry) === undefined)) throw broken();
  return codeOf(zip);
}

function sourceBucket(bucketName: string, caller: Caller, world: World): Bucket {
  const bucket = world.buckets.get(bucketName);
  if (bucket === undefined) throw s3Error('NoSuchBucket', 'The specified bucket does not exist');
  if (bucket.account !== caller.account) throw s3Error('AccessDenied', 'Access Denied');
  // "The bucket must be in the same Amazon Web Services Region as your function" (UpdateFunctionCode, S3Bucket).
  if (bucket.region !== caller.region) {
    throw s3Error(
      'PermanentRedirect',
      `The bucket is in this region: ${bucket.region}. Please use this region to retry the request`,
    );
  }
  return bucket;
}

function sourceObject({ objects, versions }: Bucket, key: string, versionId: string | undefined): StoredObject {
  if (versionId === undefined) {
    const object = objects.get(key);
    if (object === undefined) throw s3Error('NoSuchKey', 'The specified key does not exist.');
    return object;
  }
  const version = versions.get(key)?.find((each) => each.versionId === versionId);
  if (version === undefined) throw s3Error('NoSuchVersion', 'The specified version does not exist.');
  return version;
}

function s3Error(code: string, message: string): ApiError {
  return invalid(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
}

function broken(): ApiError {
  return invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'InvalidParameterValueException', message);
}
