/** Versions of objects in a bucket that keeps them. */
import type { S3Client } from '@aws-sdk/client-s3';
import type { StoredPackage } from '@nx-lambda/core';
import { s3Sdk } from './sdk.ts';

/** Of an object that somebody else put in the same moment. */
export async function versionThere(
  client: S3Client,
  Bucket: string,
  Key: string,
  ExpectedBucketOwner: string,
): Promise<Pick<StoredPackage, 'versionId'>> {
  const head = new (s3Sdk().HeadObjectCommand)({ Bucket, Key, ExpectedBucketOwner });
  return client.send(head).then(
    ({ VersionId }) => versionOf(VersionId),
    () => ({}),
  );
}

/** `null` is what an object has that was put before the bucket kept versions. */
export function versionOf(versionId: string | undefined): Pick<StoredPackage, 'versionId'> {
  return versionId === undefined || versionId === 'null' ? {} : { versionId };
}
