/**
 * Large packages go to S3 in parts, several at once, each with its own checksum. The four plain calls rather than
 * lib-storage's Upload, so that the digest of the whole is proven before anything becomes an object, and parts are removed
 * only when none is under way any more.
 */
import { createHash } from 'node:crypto';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import { type Failures, failed, type PutRequest, type Result, type StoredPackage, success } from '@nx-lambda/core';
import { failedCall } from './failure-of.ts';
import { versionOf, versionThere } from './object-version.ts';
import { s3Sdk } from './sdk.ts';
import { readError } from './sdk-error.ts';

/** Bytes. Below it, an upload in parts costs more calls than it saves time. */
export const MULTIPART_ABOVE = 16 * 1024 * 1024;

/** Bytes; S3 wants at least 5 MiB for each part but the last, and at most 10,000 parts. */
const PART_SIZE = 8 * 1024 * 1024;

/** With the one that is being read, so many parts lie in memory. */
const PARTS_AT_ONCE = 4;

type Stored = Result<StoredPackage>;

interface OpenUpload {
  readonly client: S3Client;
  readonly request: PutRequest;
  /** Of the upload: what each of its calls says. */
  readonly at: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner: string };
  readonly id: string;
  /** Once aborted, no part is sent any more and those under way are broken off. */
  readonly stop: AbortSignal;
}

/** `signal` ends it early. However it fails, the parts that were sent are removed. */
export async function uploadInParts(
  client: S3Client,
  request: PutRequest,
  signal: AbortSignal | undefined,
): Promise<Stored> {
  const at = { Bucket: request.bucket, Key: request.key, ExpectedBucketOwner: request.expectedOwner };
  let id: string | undefined;
  try {
    const create = new (s3Sdk().CreateMultipartUploadCommand)({ ...at, ChecksumAlgorithm: 'SHA256' });
    id = (await client.send(create, { ...(signal && { abortSignal: signal }) })).UploadId;
  } catch (error) {
    return failedPut(error, request);
  }
  if (id === undefined) return failedPut(new Error('the answer has no UploadId'), request);
  const broken = new AbortController();
  const stop = signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal]);
  const upload = { client, request, at, id, stop };
  const parts = await sendParts(upload, () => broken.abort());
  const done: Stored = parts.ok ? await complete(upload, parts.value) : parts;
  if (!done.ok || !done.value.stored) await abort(upload);
  return done;
}

/** Reads one part after the other, so that the digest of the whole can be told before anything becomes an object. */
async function sendParts(upload: OpenUpload, breakOff: () => void): Promise<Result<readonly CompletedPart[]>> {
  const { request, stop } = upload;
  const { size } = request.body;
  const digest = createHash('sha256');
  const parts: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();
  // The first failure is the cause of all others, which are only broken off.
  let cause: Failures | undefined;
  const fail = (failures: Failures): void => {
    cause ??= failures;
    breakOff();
  };
  let sent = 0;
  for (let start = 0, number = 1; start < size && !stop.aborted; start += PART_SIZE, number++) {
    if (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay);
    if (stop.aborted) break;
    const bytes = await request.body.read(start, Math.min(PART_SIZE, size - start));
    if (!bytes.ok) {
      fail(bytes.failures);
      break;
    }
    digest.update(bytes.value);
    const sending = sendPart(upload, number, bytes.value).then((part) => {
      underWay.delete(sending);
      if (!part.ok) return fail(part.failures);
      parts.push(part.value);
      sent += bytes.value.length;
      request.onProgress?.(sent, size);
    });
    underWay.add(sending);
  }
  // A part that arrives after the abort would stay behind.
  await Promise.all(underWay);
  if (cause !== undefined) return { ok: false, failures: cause };
  if (stop.aborted) return failedPut(Object.assign(new Error('Stopped.'), { name: 'AbortError' }), request);
  if (digest.digest('base64') !== request.codeSha256) return failed(changedWhileSent(request));
  return success(parts.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0)));
}

async function sendPart(
  { client, request, at, id, stop }: OpenUpload,
  PartNumber: number,
  bytes: Uint8Array,
): Promise<Result<CompletedPart>> {
  const ChecksumSHA256 = createHash('sha256').update(bytes).digest('base64');
  const command = new (s3Sdk().UploadPartCommand)({ ...at, UploadId: id, PartNumber, Body: bytes, ChecksumSHA256 });
  try {
    const { ETag } = await client.send(command, { abortSignal: stop });
    return success({ PartNumber, ChecksumSHA256, ...(ETag !== undefined && { ETag }) });
  } catch (error) {
    return failedPut(error, request);
  }
}

/** From here on nothing is broken off: whether it became an object has to be known. */
async function complete({ client, request, at, id }: OpenUpload, parts: readonly CompletedPart[]): Promise<Stored> {
  const { CompleteMultipartUploadCommand, HeadObjectCommand } = s3Sdk();
  const MultipartUpload = { Parts: [...parts] };
  const command = new CompleteMultipartUploadCommand({ ...at, UploadId: id, MultipartUpload, IfNoneMatch: '*' });
  try {
    const { VersionId } = await client.send(command);
    return success({ stored: true, ...versionOf(VersionId) });
  } catch (error) {
    if (readError(error).status === 412) {
      return success({ stored: false, ...(await versionThere(client, at.Bucket, at.Key, at.ExpectedBucketOwner)) });
    }
    // Its answer was lost and the repetition found no upload any more, or somebody else put the same just now (409).
    const there = await client.send(new HeadObjectCommand(at)).then(
      ({ VersionId }) => success({ stored: false, ...versionOf(VersionId) }),
      () => undefined,
    );
    return there ?? failedPut(error, request);
  }
}

/** What can't be removed now is removed by the bucket's lifecycle rule, if it has one; the cause is told either way. */
async function abort({ client, at, id }: OpenUpload): Promise<void> {
  await client.send(new (s3Sdk().AbortMultipartUploadCommand)({ ...at, UploadId: id })).catch(() => undefined);
}

function failedPut(error: unknown, { bucket, key }: PutRequest) {
  return failedCall(error, { action: 's3:PutObject', subject: `s3://${bucket}/${key}` });
}

function changedWhileSent({ bucket, key }: PutRequest) {
  return {
    code: 'NXL-AWS-UPLOAD-CHANGED',
    message: `The package for s3://${bucket}/${key} is not the one that was built: its content has another digest.`,
    advice: 'Build the service again with --skip-nx-cache, then deploy.',
  } as const;
}
