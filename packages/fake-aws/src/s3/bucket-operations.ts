import { ApiError } from '../api-error.ts';
import { emptyReply } from '../wire.ts';
import { xmlText } from '../xml.ts';
import { isEmpty, newBucket } from './bucket.ts';
import { ownBucket, type S3Operation, xmlReply } from './operation.ts';

export const createBucket: S3Operation = {
  name: 'CreateBucket',
  mutating: true,
  run(call) {
    const { bucketName, caller, request, world } = call;
    // "Bucket naming rules", general purpose buckets.
    if (!/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucketName) || bucketName.includes('..')) {
      throw new ApiError(400, 'InvalidBucketName', 'The specified bucket is not valid.', {
        members: { BucketName: bucketName },
      });
    }
    const region = xmlText(Buffer.from(request.body).toString('utf8'), 'LocationConstraint') ?? 'us-east-1';
    const existing = world.buckets.get(bucketName);
    if (existing !== undefined && existing.account !== caller.account) {
      throw new ApiError(
        409,
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      );
    }
    // "In us-east-1, if you re-create an existing bucket that you already own, Amazon S3 returns 200 OK".
    if (existing !== undefined && region !== 'us-east-1') {
      throw new ApiError(
        409,
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
      );
    }
    if (existing === undefined) {
      const created = world.clock();
      world.buckets.set(bucketName, newBucket({ name: bucketName, account: caller.account, region, created }));
    }
    return emptyReply(200, { location: `/${bucketName}` });
  },
};

export const headBucket: S3Operation = {
  name: 'HeadBucket',
  mutating: false,
  run: (call) => emptyReply(200, { 'x-amz-bucket-region': ownBucket(call).region }),
};

export const getBucketLocation: S3Operation = {
  name: 'GetBucketLocation',
  mutating: false,
  run(call) {
    const { region } = ownBucket(call);
    // Buckets of us-east-1 have no location constraint.
    return xmlReply('LocationConstraint', region === 'us-east-1' ? '' : region);
  },
};

export const deleteBucket: S3Operation = {
  name: 'DeleteBucket',
  mutating: true,
  run(call) {
    const bucket = ownBucket(call);
    if (!isEmpty(bucket)) {
      throw new ApiError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', {
        members: { BucketName: bucket.name },
      });
    }
    call.world.buckets.delete(bucket.name);
    return emptyReply(204);
  },
};

export const listBuckets: S3Operation = {
  name: 'ListBuckets',
  mutating: false,
  run({ caller, world }) {
    const own = [...world.buckets.values()].filter((bucket) => bucket.account === caller.account);
    const rows = own.map((bucket) => ({
      Name: bucket.name,
      CreationDate: new Date(bucket.created).toISOString(),
      BucketRegion: bucket.region,
    }));
    return xmlReply('ListAllMyBucketsResult', { Owner: { ID: caller.account }, Buckets: { Bucket: rows } });
  },
};
