import { createHash } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import { bytesBody, failed, type PutRequest } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { afterEach, beforeEach, expect, it } from 'vitest';

const MIB = 1024 * 1024;
const PACKAGE = Buffer.alloc(20 * MIB + 7, 'package');
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const at = { Bucket: 'artifacts', Key: 'large.zip' };

let cloud: FakeAws;
let aws: AwsPorts;
let s3: S3Client;

beforeEach(async () => {
  cloud = await startFakeAws();
  aws = createAwsPorts({ region: 'us-east-1', endpoint: cloud.endpoint, credentials, maxAttempts: 3 });
  s3 = new S3Client({ region: 'us-east-1', endpoint: cloud.endpoint, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: at.Bucket }));
});

afterEach(async () => {
  aws.close();
  s3.destroy();
  await cloud.stop();
});

function put(change: Partial<PutRequest> = {}, signal?: AbortSignal) {
  const request = {
    bucket: at.Bucket,
    key: at.Key,
    body: bytesBody(PACKAGE),
    expectedOwner: '123456789012',
    codeSha256: createHash('sha256').update(PACKAGE).digest('base64'),
  };
  return aws.objects.putIfAbsent({ ...request, ...change }, signal);
}

const calls = (operation: string) => cloud.control.calls.count({ service: 's3', operation });

it('puts a large package in parts and tells how far it is', async () => {
  const told: number[] = [];
  expect(await put({ onProgress: (done) => told.push(done) })).toEqual({ ok: true, value: { stored: true } });
  const stored = await s3.send(new GetObjectCommand(at));
  expect(PACKAGE.equals((await stored.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  expect(calls('UploadPart')).toBe(3);
  expect(told).toHaveLength(3);
  expect(told.at(-1)).toBe(PACKAGE.length);
  expect(cloud.control.openUploads()).toBe(0);
});

it('uploads nothing where the object is there already', async () => {
  await put();
  cloud.control.calls.reset();
  expect(await put()).toEqual({ ok: true, value: { stored: false } });
  expect(cloud.control.calls.count({ mutating: true })).toBe(0);
});

it('leaves what somebody else put meanwhile, and no part behind', async () => {
  const body = bytesBody(PACKAGE);
  // The last part is read after theirs is there.
  const read: typeof body.read = async (start, length) => {
    if (start + length === PACKAGE.length) await s3.send(new PutObjectCommand({ ...at, Body: 'theirs' }));
    return body.read(start, length);
  };
  expect(await put({ body: { ...body, read } })).toEqual({ ok: true, value: { stored: false } });
  const stored = await s3.send(new GetObjectCommand(at));
  expect(await stored.Body?.transformToString()).toBe('theirs');
  expect(cloud.control.openUploads()).toBe(0);
});

it('removes the parts when one is denied, and tells that', async () => {
  cloud.control.setFaults([{ kind: 'server-error', operations: ['UploadPart'], nth: 2, times: 100 }]);
  expect(await put()).toMatchObject({ ok: false, failures: [{ code: 'NXL-AWS-SERVICE' }] });
  expect(cloud.control.openUploads()).toBe(0);
  expect(calls('CompleteMultipartUpload')).toBe(0);
});

it('removes the parts when it is interrupted', async () => {
  const abort = new AbortController();
  const interrupted = await put({ onProgress: () => abort.abort() }, abort.signal);
  expect(interrupted).toMatchObject({ ok: false, failures: [{ code: 'NXL-AWS-INTERRUPTED' }] });
  expect(cloud.control.openUploads()).toBe(0);
  expect(calls('AbortMultipartUpload')).toBe(1);
});

it('makes no object of a file that changed since it was built, nor of one that can no longer be read', async () => {
  const codeSha256 = createHash('sha256').update('another').digest('base64');
  expect(await put({ codeSha256 })).toMatchObject({ failures: [{ code: 'NXL-AWS-UPLOAD-CHANGED' }] });
  const gone = { code: 'NXL-PACKAGE-MISSING', message: 'Gone.', advice: 'Build.' } as const;
  const body = { size: PACKAGE.length, read: async () => failed(gone) };
  expect(await put({ body })).toEqual(failed(gone));
  expect(calls('CompleteMultipartUpload')).toBe(0);
  expect(cloud.control.openUploads()).toBe(0);
});

it('knows an object whose answer was lost', async () => {
  cloud.control.setFaults([{ kind: 'lost-answer', operations: ['CompleteMultipartUpload'], nth: 1 }]);
  expect(await put()).toMatchObject({ ok: true });
  expect((await s3.send(new GetObjectCommand(at))).ContentLength).toBe(PACKAGE.length);
  expect(cloud.control.openUploads()).toBe(0);
});

it('repeats a part whose connection was cut', async () => {
  cloud.control.setFaults([{ kind: 'reset', operations: ['UploadPart'], nth: 2 }]);
  expect(await put()).toEqual({ ok: true, value: { stored: true } });
  expect((await s3.send(new GetObjectCommand(at))).ContentLength).toBe(PACKAGE.length);
});
