/** What lies in a bucket, behind core's port: to see that it is empty, or to make it so. */
import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import { type BucketContentsPort, failed, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { usePathStyleOnCustomEndpoint } from './object-store.ts';
import { s3Sdk } from './sdk.ts';
import { readError } from './sdk-error.ts';

export function createBucketContentsPort(clients: AwsClients): BucketContentsPort {
  return {
    async isEmpty(bucket, expectedOwner, signal) {
      const page = await firstVersions(clients, bucket, expectedOwner, 1, signal);
      if (!page.ok) return page;
      return success(page.value && keysOf(page.value).length === 0);
    },

    async empty(bucket, expectedOwner, signal) {
      const client = clients.s3();
      let removed = 0;
      for (;;) {
        // Always the first page: what was on it is gone the next time.
        const page = await firstVersions(clients, bucket, expectedOwner, 1000, signal);
        if (!page.ok) return page;
        const objects = page.value === undefined ? [] : keysOf(page.value);
        if (objects.length === 0) return success(removed);
        try {
          const { Errors = [] } = await client.send(
            new (s3Sdk().DeleteObjectsCommand)({
              Bucket: bucket,
              ExpectedBucketOwner: expectedOwner,
              Delete: { Objects: [...objects], Quiet: true },
            }),
            { ...(signal && { abortSignal: signal }) },
          );
          const [first] = Errors;
          if (first !== undefined) return failed(kept(bucket, Errors.length, first.Key ?? '', first.Code ?? ''));
        } catch (error) {
          return failedCall(error, { action: 's3:DeleteObjectVersion', subject: `bucket ${bucket}` });
        }
        removed += objects.length;
      }
    },
  };
}

async function firstVersions(
  clients: AwsClients,
  bucket: string,
  expectedOwner: string,
  most: number,
  signal: AbortSignal | undefined,
) {
  const client = clients.s3();
  try {
    await usePathStyleOnCustomEndpoint(client);
    const command = new (s3Sdk().ListObjectVersionsCommand)({
      Bucket: bucket,
      ExpectedBucketOwner: expectedOwner,
      MaxKeys: most,
    });
    return success<ListObjectVersionsCommandOutput | undefined>(
      await client.send(command, { ...(signal && { abortSignal: signal }) }),
    );
  } catch (error) {
    if (readError(error).name === 'NoSuchBucket') return success(undefined);
    return failedCall(error, { action: 's3:ListBucketVersions', subject: `bucket ${bucket}` });
  }
}

function keysOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput) {
  return [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
    Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
  );
}

function kept(bucket: string, count: number, key: string, code: string) {
  return {
    code: 'NXL-PROVISION-BUCKET-KEPT',
    message: `The bucket ${bucket} can't be emptied: ${key} would not go (${code})${count > 1 ? `, and ${count - 1} more` : ''}.`,
    advice: 'Look at the bucket: a lock, a legal hold or its policy keeps them.',
  } as const;
}
