import { ApiError } from '../api-error.ts';
import type { OperationCall } from '../operation.ts';
import { header, type WireReply } from '../wire.ts';
import { type XmlNode, xml } from '../xml.ts';
import type { Bucket, StoredObject } from './bucket.ts';

export interface S3Call extends OperationCall {
  /** Empty for ListBuckets. */
  readonly bucketName: string;
  /** Decoded; empty for operations on the bucket. */
  readonly key: string;
}

export interface S3Operation {
  readonly name: string;
  readonly mutating: boolean;
  run(call: S3Call): WireReply;
}

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** The bucket, if it exists and the caller may use it. */
export function ownBucket(call: S3Call): Bucket {
  const bucket = call.world.buckets.get(call.bucketName);
  if (bucket === undefined) {
    throw new ApiError(404, 'NoSuchBucket', 'The specified bucket does not exist', {
      members: { BucketName: call.bucketName },
    });
  }
  const expected = header(call.request, 'x-amz-expected-bucket-owner');
  // "If the account ID that you provide does not match the actual owner … 403 Forbidden (access denied)".
  if (expected !== undefined && expected !== bucket.account) throw accessDenied();
  if (bucket.account !== call.caller.account) throw accessDenied();
  return bucket;
}

export function accessDenied(): ApiError {
  return new ApiError(403, 'AccessDenied', 'Access Denied');
}

export function xmlReply(root: string, node: XmlNode | string): WireReply {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: xml(root, node, S3_NAMESPACE) };
}

/** `IfNoneMatch: '*'`: write only when the key is free, else 412 (PutObject, CompleteMultipartUpload). */
export function checkConditions(call: S3Call, bucket: Bucket): void {
  const existing = bucket.objects.get(call.key);
  const ifNoneMatch = header(call.request, 'if-none-match');
  const ifMatch = header(call.request, 'if-match');
  if (ifNoneMatch === '*' && existing !== undefined) throw preconditionFailed('If-None-Match');
  if (ifMatch !== undefined) {
    if (existing === undefined) throw new ApiError(404, 'NoSuchKey', 'The specified key does not exist.');
    if (existing.etag.replaceAll('"', '') !== ifMatch.replaceAll('"', '')) throw preconditionFailed('If-Match');
  }
}

export function preconditionFailed(condition: string): ApiError {
  return new ApiError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    members: { Condition: condition },
  });
}

export function noSuchKey(key: string): ApiError {
  return new ApiError(404, 'NoSuchKey', 'The specified key does not exist.', { members: { Key: key } });
}

export function noSuchVersion(key: string, versionId: string): ApiError {
  return new ApiError(404, 'NoSuchVersion', 'The specified version does not exist.', {
    members: { Key: key, VersionId: versionId },
  });
}

export function versionHeader({ versionId }: StoredObject): Readonly<Record<string, string>> {
  return versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}

/** Headers of a put that come back with the object. */
export function keptHeaders(call: S3Call): Readonly<Record<string, string>> {
  const standard = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];
  const entries = Object.entries(call.request.headers).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'string' || !(name.startsWith('x-amz-meta-') || standard.includes(name))) return [];
    const kept = name === 'content-encoding' ? value.replace(/^aws-chunked,?\s*/, '') : value;
    return kept === '' ? [] : [[name, kept]];
  });
  return Object.fromEntries(entries);
}
