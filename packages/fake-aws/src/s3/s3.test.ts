import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';
import { decodeBody } from './chunked.ts';

function s3Of(fake: TestStandIn, accessKeyId?: string): S3Client {
  return new S3Client(fake.clientOptions(accessKeyId));
}

test('aws-chunked bodies come back whole, with their trailers, however they were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 }), (chunks) => {
      const framed = chunks.map((chunk) =>
        Buffer.concat([Buffer.from(`${chunk.length.toString(16)};chunk-signature=0\r\n`), chunk, Buffer.from('\r\n')]),
      );
      const body = Buffer.concat([...framed, Buffer.from('0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n')]);
      const decoded = decodeBody({
        method: 'PUT',
        path: '/b/k',
        query: new URLSearchParams(),
        headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
        body,
      });
      expect(Buffer.from(decoded.body).equals(Buffer.concat(chunks))).toBe(true);
      expect(decoded.trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAA' });
    }),
  );
});

test("another account's bucket is denied, and its name is taken", async () => {
  await using fake = await startForTest({ callers: { AKIAOTHER: { account: '999999999999' } } });
  await s3Of(fake).send(new CreateBucketCommand({ Bucket: 'taken' }));
  const other = s3Of(fake, 'AKIAOTHER');
  await expect(other.send(new HeadBucketCommand({ Bucket: 'taken' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  await expect(other.send(new PutObjectCommand({ Bucket: 'taken', Key: 'k', Body: 'x' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(other.send(new CreateBucketCommand({ Bucket: 'taken' }))).rejects.toMatchObject({
    name: 'BucketAlreadyExists',
  });
});

test('a bucket in the host name is understood as well', async () => {
  await using fake = await startForTest();
  const endpoint = fake.endpoint.replace('127.0.0.1', 'localhost');
  const host = new S3Client({ ...fake.clientOptions(), endpoint });
  await s3Of(fake).send(new CreateBucketCommand({ Bucket: 'hosted' }));
  host.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      // What a client with virtual-host style sends, without needing this machine to resolve the name.
      if (typeof request === 'object' && request !== null && 'hostname' in request) request.hostname = '127.0.0.1';
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await host.send(new PutObjectCommand({ Bucket: 'hosted', Key: 'a/b', Body: 'x' }));
  expect(fake.control.calls.list({ operation: 'PutObject' })).toMatchObject([{ resource: 'hosted/a/b', status: 200 }]);
});
