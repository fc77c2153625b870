import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect } from 'vitest';
import { type ContractCase, type ContractTarget, failureOf } from '../contract-case.ts';
import { createBucket, textOf } from './s3.ts';

const PART = 5 * 1024 * 1024;

async function begin(
  { clients }: ContractTarget,
  Bucket: string,
  Key: string,
  bodies: readonly (string | Uint8Array)[],
) {
  const { UploadId } = await clients.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const parts: { ETag: string | undefined; PartNumber: number }[] = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await clients.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    parts.push({ ETag, PartNumber });
  }
  return { Bucket, Key, UploadId, MultipartUpload: { Parts: parts } };
}

export const S3_MULTIPART_CASES: readonly ContractCase[] = [
  {
    behaviour: 'parts become one object when the upload is completed, and only then',
    async run(target) {
      await createBucket(target, 'parts-joined');
      const upload = await begin(target, 'parts-joined', 'code.zip', [new Uint8Array(PART).fill(97), 'end']);
      expect(await failureOf(textOf(target, 'parts-joined', 'code.zip'))).toMatchObject({ name: 'NoSuchKey' });
      const done = await target.clients.s3.send(new CompleteMultipartUploadCommand(upload));
      expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
      expect(await textOf(target, 'parts-joined', 'code.zip')).toBe(`${'a'.repeat(PART)}end`);
    },
  },
  {
    behaviour: "lib-storage's Upload sends a large body in parts",
    async run(target) {
      await createBucket(target, 'parts-upload');
      const Body = Buffer.alloc(2 * PART + 1, 'z');
      const params = { Bucket: 'parts-upload', Key: 'large', Body };
      await new Upload({ client: target.clients.s3, params }).done();
      const head = await target.clients.s3.send(new HeadObjectCommand({ Bucket: 'parts-upload', Key: 'large' }));
      expect(head.ContentLength).toBe(2 * PART + 1);
      expect(head.ETag).toMatch(/-3"$/);
    },
  },
  {
    behaviour: 'an aborted upload cannot be completed',
    notMoto: 'completing an aborted upload crashes it',
    async run(target) {
      await createBucket(target, 'parts-aborted');
      const { MultipartUpload, ...at } = await begin(target, 'parts-aborted', 'k', ['only']);
      await target.clients.s3.send(new AbortMultipartUploadCommand(at));
      const complete = new CompleteMultipartUploadCommand({ ...at, MultipartUpload });
      expect(await failureOf(target.clients.s3.send(complete))).toMatchObject({ name: 'NoSuchUpload', status: 404 });
    },
  },
  {
    behaviour: 'a part that is too small, and not the last, is refused',
    async run(target) {
      await createBucket(target, 'parts-small');
      const upload = await begin(target, 'parts-small', 'k', ['small', 'last']);
      const failure = await failureOf(target.clients.s3.send(new CompleteMultipartUploadCommand(upload)));
      expect(failure).toMatchObject({ name: 'EntityTooSmall', status: 400 });
    },
  },
  {
    behaviour: "completing with IfNoneMatch '*' is refused with status 412 when the key is taken",
    async run(target) {
      await createBucket(target, 'parts-once');
      const upload = await begin(target, 'parts-once', 'k', ['mine']);
      await target.clients.s3.send(new PutObjectCommand({ Bucket: 'parts-once', Key: 'k', Body: 'theirs' }));
      const complete = new CompleteMultipartUploadCommand({ ...upload, IfNoneMatch: '*' });
      expect(await failureOf(target.clients.s3.send(complete))).toMatchObject({ status: 412 });
      expect(await textOf(target, 'parts-once', 'k')).toBe('theirs');
    },
  },
];
