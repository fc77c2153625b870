/** S3 behind core's port: objects named by their content, so that a put that comes second changes nothing. */
import { type ObjectStorePort, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { s3Sdk } from './sdk.ts';
import { readError } from './sdk-error.ts';

export function createObjectStorePort(clients: AwsClients): ObjectStorePort {
  return {
    async putIfAbsent({ bucket, key, bytes, expectedOwner, codeSha256 }, signal) {
      const { HeadObjectCommand, PutObjectCommand } = s3Sdk();
      const object = { Bucket: bucket, Key: key, ExpectedBucketOwner: expectedOwner };
      const subject = `s3://${bucket}/${key}`;
      const abort = { ...(signal && { abortSignal: signal }) };
      const client = clients.s3();
      try {
        await usePathStyleOnCustomEndpoint(client);
        await client.send(new HeadObjectCommand(object), abort);
        return success({ stored: false });
      } catch (error) {
        // Without s3:ListBucket a missing object is answered with 403; the put tells what is really not allowed.
        const { status } = readError(error);
        if (status !== 404 && status !== 403) return failedCall(error, { action: 's3:GetObject', subject });
      }
      try {
        const command = new PutObjectCommand({ ...object, Body: bytes, IfNoneMatch: '*', ChecksumSHA256: codeSha256 });
        await client.send(command, abort);
        return success({ stored: true });
      } catch (error) {
        if (readError(error).status === 412) return success({ stored: false });
        return failedCall(error, { action: 's3:PutObject', subject });
      }
    },
  };
}

/** `bucket.localhost` resolves nowhere: an endpoint of the user's own gets the bucket in the path. */
async function usePathStyleOnCustomEndpoint(client: ReturnType<AwsClients['s3']>): Promise<void> {
  const { config } = client;
  if (config.forcePathStyle || config.serviceConfiguredEndpoint === undefined) return;
  const endpoint: unknown = await config.serviceConfiguredEndpoint();
  if (typeof endpoint === 'string') config.forcePathStyle = true;
}
