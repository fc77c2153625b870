import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { type ContractCase, type ContractTarget, failureOf } from '../contract-case.ts';
import { createBucket, textOf } from './s3.ts';

async function versionedBucket(target: ContractTarget, Bucket: string): Promise<void> {
  await createBucket(target, Bucket);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await target.clients.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}

export const S3_VERSION_CASES: readonly ContractCase[] = [
  {
    behaviour: 'a bucket keeps versions once it is told to, and says so',
    async run(target) {
      const Bucket = 's3-versioning';
      const { s3 } = target.clients;
      await createBucket(target, Bucket);
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
      const plain = await s3.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: 'plain' }));
      expect(plain.VersionId).toBeUndefined();
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    },
  },
  {
    behaviour: 'each put makes a version, and all of them can be read',
    async run(target) {
      const Bucket = 's3-versions';
      const { s3 } = target.clients;
      await versionedBucket(target, Bucket);
      const first = await s3.send(new PutObjectCommand({ Bucket, Key: 'code', Body: 'first' }));
      const second = await s3.send(new PutObjectCommand({ Bucket, Key: 'code', Body: 'second' }));
      expect(first.VersionId).toMatch(/./);
      expect(second.VersionId).not.toBe(first.VersionId);
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'code' }))).VersionId).toBe(second.VersionId);
      const { VersionId } = first;
      const old = await s3.send(new GetObjectCommand({ Bucket, Key: 'code', VersionId }));
      expect(await old.Body?.transformToString()).toBe('first');
      expect(await textOf(target, Bucket, 'code')).toBe('second');
    },
  },
  {
    behaviour: 'deleting an object leaves its versions; deleting the newest version brings back the one before',
    async run(target) {
      const Bucket = 's3-versions-deleted';
      const { s3 } = target.clients;
      await versionedBucket(target, Bucket);
      const first = await s3.send(new PutObjectCommand({ Bucket, Key: 'gone', Body: 'first' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
      expect(await failureOf(textOf(target, Bucket, 'gone'))).toMatchObject({ name: 'NoSuchKey' });
      const kept = await s3.send(new GetObjectCommand({ Bucket, Key: 'gone', VersionId: first.VersionId }));
      expect(await kept.Body?.transformToString()).toBe('first');
      await s3.send(new PutObjectCommand({ Bucket, Key: 'back', Body: 'first' }));
      const second = await s3.send(new PutObjectCommand({ Bucket, Key: 'back', Body: 'second' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'back', VersionId: second.VersionId }));
      expect(await textOf(target, Bucket, 'back')).toBe('first');
    },
  },
  {
    behaviour: 'versions are listed newest first; an object of the time before has none and can be deleted as null',
    async run(target) {
      const Bucket = 's3-versions-listed';
      const { s3 } = target.clients;
      await createBucket(target, Bucket);
      await s3.send(new PutObjectCommand({ Bucket, Key: 'code', Body: 'first' }));
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'code', Body: 'second' }));
      const listed = async () => {
        const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
        return Versions.map((version) => [version.VersionId, version.IsLatest]);
      };
      expect(await listed()).toEqual([
        [VersionId, true],
        ['null', false],
      ]);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'code', VersionId: 'null' }));
      expect(await listed()).toEqual([[VersionId, true]]);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'code', VersionId }));
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
  },
  {
    behaviour: 'a bucket policy is kept as it was put, until it is deleted',
    async run(target) {
      const Bucket = 's3-policy';
      const { s3 } = target.clients;
      await createBucket(target, Bucket);
      const missing = await failureOf(s3.send(new GetBucketPolicyCommand({ Bucket })));
      expect(missing).toMatchObject({ name: 'NoSuchBucketPolicy', status: 404 });
      const Statement = [
        { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${Bucket}/*` },
      ];
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      const { Policy: kept = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      expect(JSON.parse(kept)).toEqual(JSON.parse(Policy));
      await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      expect(await failureOf(s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({ status: 404 });
    },
  },
];
