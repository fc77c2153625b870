/** S3 behind core's port: objects named by their content, so that a put that comes second changes nothing. */
import { type ObjectStorePort, type PutRequest, type Result, type StoredPackage, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { MULTIPART_ABOVE, uploadInParts } from './multipart-upload.ts';
import { versionOf, versionThere } from './object-version.ts';
import { s3Sdk } from './sdk.ts';
import { readError } from './sdk-error.ts';

export function createObjectStorePort(clients: AwsClients): ObjectStorePort {
  return {
    async putIfAbsent(request, signal) {
      const { bucket, key, body, expectedOwner } = request;
      const subject = `s3://${bucket}/${key}`;
      const client = clients.s3();
      try {
        await usePathStyleOnCustomEndpoint(client);
        const head = { Bucket: bucket, Key: key, ExpectedBucketOwner: expectedOwner };
        const abort = { ...(signal && { abortSignal: signal }) };
        const { VersionId } = await client.send(new (s3Sdk().HeadObjectCommand)(head), abort);
        return success({ stored: false, ...versionOf(VersionId) });
      } catch (error) {
        // Without s3:ListBucket a missing object is answered with 403; the put tells what is really not allowed.
        const { status } = readError(error);
        if (status !== 404 && status !== 403) return failedCall(error, { action: 's3:GetObject', subject });
      }
      return body.size > MULTIPART_ABOVE ? uploadInParts(client, request, signal) : putAtOnce(client, request, signal);
    },
  };
}

async function putAtOnce(
  client: ReturnType<AwsClients['s3']>,
  { bucket, key, body, expectedOwner, codeSha256 }: PutRequest,
  signal: AbortSignal | undefined,
): Promise<Result<StoredPackage>> {
  const bytes = await body.read(0, body.size);
  if (!bytes.ok) return bytes;
  const command = new (s3Sdk().PutObjectCommand)({
    Bucket: bucket,
    Key: key,
    ExpectedBucketOwner: expectedOwner,
    Body: bytes.value,
    IfNoneMatch: '*',
    ChecksumSHA256: codeSha256,
  });
  try {
    const { VersionId } = await client.send(command, { ...(signal && { abortSignal: signal }) });
    return success({ stored: true, ...versionOf(VersionId) });
  } catch (error) {
    if (readError(error).status === 412) {
      return success({ stored: false, ...(await versionThere(client, bucket, key, expectedOwner)) });
    }
    return failedCall(error, { action: 's3:PutObject', subject: `s3://${bucket}/${key}` });
  }
}

/** `bucket.localhost` resolves nowhere: an endpoint of the user's own gets the bucket in the path. */
export async function usePathStyleOnCustomEndpoint(client: ReturnType<AwsClients['s3']>): Promise<void> {
  const { config } = client;
  if (config.forcePathStyle || config.serviceConfiguredEndpoint === undefined) return;
  const endpoint: unknown = await config.serviceConfiguredEndpoint();
  if (typeof endpoint === 'string') config.forcePathStyle = true;
}
