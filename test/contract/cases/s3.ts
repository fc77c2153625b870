import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { type ContractCase, type ContractTarget, failureOf } from '../contract-case.ts';

export async function createBucket({ clients }: ContractTarget, Bucket: string): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  await clients.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
}

export async function textOf({ clients }: ContractTarget, Bucket: string, Key: string): Promise<string | undefined> {
  const answer = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return answer.Body?.transformToString();
}

export const S3_CASES: readonly ContractCase[] = [
  {
    behaviour: 'a bucket is there after CreateBucket and gone after DeleteBucket',
    async run(target) {
      const Bucket = 's3-life';
      const { s3 } = target.clients;
      expect(await failureOf(s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
      await createBucket(target, Bucket);
      await s3.send(new HeadBucketCommand({ Bucket }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
      const refused = await failureOf(s3.send(new DeleteBucketCommand({ Bucket })));
      expect(refused).toMatchObject({ name: 'BucketNotEmpty', status: 409 });
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'kept' }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
      expect(await failureOf(s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
    },
  },
  {
    behaviour: 'an object comes back with its bytes, type, metadata and ETag, under any key',
    async run(target) {
      const { s3 } = target.clients;
      await createBucket(target, 's3-objects');
      for (const Key of ['plain', 'a/b c/+ü&<>".txt', 'trailing/']) {
        const put = await s3.send(
          new PutObjectCommand({
            Bucket: 's3-objects',
            Key,
            Body: `body of ${Key}`,
            ContentType: 'text/plain',
            Metadata: { commit: 'abc' },
          }),
        );
        expect(await textOf(target, 's3-objects', Key)).toBe(`body of ${Key}`);
        const head = await s3.send(new HeadObjectCommand({ Bucket: 's3-objects', Key }));
        expect(head).toMatchObject({
          ContentLength: Buffer.byteLength(`body of ${Key}`),
          ContentType: 'text/plain',
          Metadata: { commit: 'abc' },
          ETag: put.ETag,
        });
      }
    },
  },
  {
    behaviour: 'a stream, which the SDK sends in chunks with a trailing checksum, is stored as its bytes',
    async run(target) {
      await createBucket(target, 's3-stream');
      const Body = Readable.from([Buffer.from('first '), Buffer.alloc(100_000, 'x'), Buffer.from(' last')]);
      await target.clients.s3.send(
        new PutObjectCommand({ Bucket: 's3-stream', Key: 'streamed', Body, ContentLength: 100_011 }),
      );
      expect(await textOf(target, 's3-stream', 'streamed')).toBe(`first ${'x'.repeat(100_000)} last`);
    },
  },
  {
    behaviour: 'every checksum that the SDK can compute is accepted',
    async run(target) {
      await createBucket(target, 's3-checksums');
      for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
        const Key = ChecksumAlgorithm;
        await target.clients.s3.send(
          new PutObjectCommand({ Bucket: 's3-checksums', Key, Body: 'checked', ChecksumAlgorithm }),
        );
        expect(await textOf(target, 's3-checksums', Key)).toBe('checked');
      }
    },
  },
  {
    behaviour: 'a body that does not fit its checksum is refused and not stored',
    notMoto: 'checksums are not verified',
    async run(target) {
      const { s3 } = target.clients;
      await createBucket(target, 's3-digest');
      const ChecksumSHA256 = Buffer.alloc(32).toString('base64');
      const put = new PutObjectCommand({ Bucket: 's3-digest', Key: 'bad', Body: 'checked', ChecksumSHA256 });
      expect(await failureOf(s3.send(put))).toMatchObject({ name: 'BadDigest', status: 400 });
      expect(await failureOf(textOf(target, 's3-digest', 'bad'))).toMatchObject({ name: 'NoSuchKey' });
    },
  },
  {
    behaviour: 'a range of an object is answered with 206',
    async run(target) {
      await createBucket(target, 's3-range');
      const at = { Bucket: 's3-range', Key: 'digits' };
      await target.clients.s3.send(new PutObjectCommand({ ...at, Body: '0123456789' }));
      for (const [Range, text] of [
        ['bytes=2-4', '234'],
        ['bytes=7-', '789'],
        ['bytes=-2', '89'],
      ] as const) {
        const answer = await target.clients.s3.send(new GetObjectCommand({ ...at, Range }));
        expect(answer.$metadata.httpStatusCode).toBe(206);
        expect(await answer.Body?.transformToString()).toBe(text);
      }
    },
  },
  {
    behaviour: 'a missing key is NoSuchKey, a missing bucket NoSuchBucket, both with status 404',
    async run(target) {
      await createBucket(target, 's3-missing');
      expect(await failureOf(textOf(target, 's3-missing', 'nothing'))).toMatchObject({
        name: 'NoSuchKey',
        status: 404,
      });
      expect(await failureOf(textOf(target, 's3-nowhere', 'x'))).toMatchObject({ name: 'NoSuchBucket', status: 404 });
      const head = new HeadObjectCommand({ Bucket: 's3-missing', Key: 'nothing' });
      expect(await failureOf(target.clients.s3.send(head))).toMatchObject({ name: 'NotFound', status: 404 });
    },
  },
  {
    behaviour: "a put with IfNoneMatch '*' is refused with status 412 when the key is taken",
    async run(target) {
      await createBucket(target, 's3-once');
      const put = (Body: string) =>
        target.clients.s3.send(new PutObjectCommand({ Bucket: 's3-once', Key: 'sha', Body, IfNoneMatch: '*' }));
      await put('first');
      expect(await failureOf(put('second'))).toMatchObject({ name: 'PreconditionFailed', status: 412 });
      expect(await textOf(target, 's3-once', 'sha')).toBe('first');
    },
  },
  {
    behaviour: 'a call that expects another bucket owner is refused with status 403',
    notMoto: 'ExpectedBucketOwner is ignored',
    async run(target) {
      await createBucket(target, 's3-owner');
      const put = (ExpectedBucketOwner: string) =>
        target.clients.s3.send(new PutObjectCommand({ Bucket: 's3-owner', Key: 'k', Body: 'b', ExpectedBucketOwner }));
      await put(target.account);
      expect(await failureOf(put('999999999999'))).toMatchObject({ name: 'AccessDenied', status: 403 });
    },
  },
  {
    behaviour: 'ListObjectsV2 pages in key order and rolls keys up below a delimiter',
    async run(target) {
      const Bucket = 's3-list';
      const { s3 } = target.clients;
      await createBucket(target, Bucket);
      for (const Key of ['b/2', 'a', 'b/1', 'c d', 'b/x/3']) {
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
      }
      const keys: (string | undefined)[] = [];
      let pages = 0;
      for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket })) {
        pages += 1;
        keys.push(...(page.Contents ?? []).map((each) => each.Key));
      }
      expect(keys).toEqual(['a', 'b/1', 'b/2', 'b/x/3', 'c d']);
      expect(pages).toBe(3);
      const folder = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/', Delimiter: '/' }));
      expect(folder.Contents?.map((each) => each.Key)).toEqual(['b/1', 'b/2']);
      expect(folder.CommonPrefixes).toEqual([{ Prefix: 'b/x/' }]);
    },
  },
];
