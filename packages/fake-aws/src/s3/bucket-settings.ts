/** What a bucket is told about itself: whether it keeps versions, and who else may read it. */
import { ApiError } from '../api-error.ts';
import { emptyReply } from '../wire.ts';
import { xmlText } from '../xml.ts';
import { decodeBody } from './chunked.ts';
import { ownBucket, type S3Operation, xmlReply } from './operation.ts';

export const putBucketVersioning: S3Operation = {
  name: 'PutBucketVersioning',
  mutating: true,
  run(call) {
    const bucket = ownBucket(call);
    const status = xmlText(Buffer.from(decodeBody(call.request).body).toString('utf8'), 'Status');
    if (status !== 'Enabled' && status !== 'Suspended') {
      throw new ApiError(400, 'IllegalVersioningConfigurationException', 'The Versioning element must be specified');
    }
    bucket.versioning = status;
    return emptyReply(200);
  },
};

/** "If you never enabled versioning on a bucket, the response doesn't have a Status". */
export const getBucketVersioning: S3Operation = {
  name: 'GetBucketVersioning',
  mutating: false,
  run: (call) => xmlReply('VersioningConfiguration', { Status: ownBucket(call).versioning }),
};

export const putBucketPolicy: S3Operation = {
  name: 'PutBucketPolicy',
  mutating: true,
  run(call) {
    const bucket = ownBucket(call);
    const policy = Buffer.from(decodeBody(call.request).body).toString('utf8');
    try {
      JSON.parse(policy);
    } catch {
      throw new ApiError(400, 'MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
    }
    bucket.policy = policy;
    return emptyReply(204);
  },
};

export const getBucketPolicy: S3Operation = {
  name: 'GetBucketPolicy',
  mutating: false,
  run(call) {
    const { policy } = ownBucket(call);
    if (policy === undefined) throw new ApiError(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist');
    return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
  },
};

export const deleteBucketPolicy: S3Operation = {
  name: 'DeleteBucketPolicy',
  mutating: true,
  run(call) {
    delete ownBucket(call).policy;
    return emptyReply(204);
  },
};
