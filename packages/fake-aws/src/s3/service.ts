import type { ApiError } from '../api-error.ts';
import type { Operation } from '../operation.ts';
import { header, type WireReply, type WireRequest } from '../wire.ts';
import { type XmlNode, xml } from '../xml.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './bucket-operations.ts';
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketVersioning,
  putBucketPolicy,
  putBucketVersioning,
} from './bucket-settings.ts';
import { listObjectVersions } from './list-object-versions.ts';
import { listObjectsV2 } from './list-objects.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
} from './multipart-operations.ts';
import { deleteObject, deleteObjects, getObject, headObject, putObject } from './object-operations.ts';
import type { S3Operation } from './operation.ts';

/** The operation that a request names; undefined when the stand-in does not know it. */
export function s3Operation(request: WireRequest): Operation | undefined {
  const { bucketName, key } = addressOf(request);
  const operation = bucketName === '' ? listBucketsFor(request) : key === '' ? onBucket(request) : onObject(request);
  if (operation === undefined) return undefined;
  return {
    service: 's3',
    name: operation.name,
    mutating: operation.mutating,
    resource: key === '' ? bucketName : `${bucketName}/${key}`,
    run: (call) => operation.run({ ...call, bucketName, key }),
  };
}

export function s3Error(error: ApiError, request: WireRequest, requestId: string): WireReply {
  const headers = { 'content-type': 'application/xml', ...error.headers };
  // An answer to HEAD has no body: clients go by the status alone.
  if (request.method === 'HEAD') return { status: error.status, headers, body: '' };
  const node: XmlNode = { Code: error.code, Message: error.message, ...error.members, RequestId: requestId };
  return { status: error.status, headers, body: xml('Error', node) };
}

/**
 * Path style (`/bucket/key`), which SDKs use for an endpoint that is an IP address, and virtual-host style
 * (`bucket.localhost`, `bucket.127.0.0.1`) for clients that insist on it.
 */
function addressOf(request: WireRequest): { readonly bucketName: string; readonly key: string } {
  const host = (header(request, 'host') ?? '').replace(/:\d+$/, '');
  const inHost = /^(.+)\.(?:localhost|127\.0\.0\.1)$/.exec(host)?.[1];
  const path = request.path.slice(1);
  if (inHost !== undefined) return { bucketName: inHost, key: decode(path) };
  const slash = path.indexOf('/');
  if (slash < 0) return { bucketName: decode(path), key: '' };
  return { bucketName: decode(path.slice(0, slash)), key: decode(path.slice(slash + 1)) };
}

function listBucketsFor({ method }: WireRequest): S3Operation | undefined {
  return method === 'GET' ? listBuckets : undefined;
}

const SETTINGS: Readonly<Record<string, Readonly<Record<string, S3Operation>>>> = {
  versioning: { GET: getBucketVersioning, PUT: putBucketVersioning },
  policy: { GET: getBucketPolicy, PUT: putBucketPolicy, DELETE: deleteBucketPolicy },
};

function onBucket({ method, query }: WireRequest): S3Operation | undefined {
  for (const [name, operations] of Object.entries(SETTINGS)) if (query.has(name)) return operations[method];
  if (method === 'GET') {
    if (query.get('list-type') === '2') return listObjectsV2;
    if (query.has('versions')) return listObjectVersions;
    return query.has('location') ? getBucketLocation : undefined;
  }
  if (method === 'POST') return query.has('delete') ? deleteObjects : undefined;
  const plain: Readonly<Record<string, S3Operation>> = { PUT: createBucket, HEAD: headBucket, DELETE: deleteBucket };
  return hasSubresource(query) ? undefined : plain[method];
}

function onObject(request: WireRequest): S3Operation | undefined {
  const { method, query } = request;
  // CopyObject and UploadPartCopy: taken for a put they would store nothing.
  if (header(request, 'x-amz-copy-source') !== undefined) return undefined;
  if (query.has('uploadId')) {
    const multipart: Readonly<Record<string, S3Operation>> = {
      PUT: uploadPart,
      POST: completeMultipartUpload,
      DELETE: abortMultipartUpload,
      GET: listParts,
    };
    return multipart[method];
  }
  if (method === 'POST') return query.has('uploads') ? createMultipartUpload : undefined;
  const plain: Readonly<Record<string, S3Operation>> = {
    PUT: putObject,
    GET: getObject,
    HEAD: headObject,
    DELETE: deleteObject,
  };
  return hasSubresource(query) ? undefined : plain[method];
}

/** `?versioning`, `?acl` and their like are other operations, not options of the plain one. */
function hasSubresource(query: URLSearchParams): boolean {
  return [...query.entries()].some(([name, value]) => value === '' && name !== 'prefix');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
