import { ApiError } from '../../api-error.ts';
import { member, objectMember, textMember } from '../../json.ts';
import { isEmpty, newBucket } from '../../s3/bucket.ts';
import type { MadeResource, ResourceHandler, ResourceRequest } from './handler.ts';
import { generatedName, partitionOf } from './names.ts';
import { alreadyExists, asResource } from './service-call.ts';

const bucket: ResourceHandler = {
  replacedBy: ['BucketName'],
  nameProperty: 'BucketName',
  tagged: true,
  create(request) {
    const { world, stack } = request;
    const name = textMember(request.properties, 'BucketName') ?? generatedName(request, 63).toLowerCase();
    if (world.buckets.has(name)) throw alreadyExists(request, name);
    const created = newBucket({ name, account: stack.account, region: stack.region, created: request.time });
    const versioning = objectMember(request.properties, 'VersioningConfiguration') ?? {};
    if (textMember(versioning, 'Status') === 'Enabled') created.versioning = 'Enabled';
    world.buckets.set(name, created);
    return { physicalId: name, attributes: attributesOf(name, request) };
  },
  update: (request, { physicalId }) => ({ physicalId, attributes: attributesOf(physicalId, request) }),
  delete(request, { physicalId }) {
    const found = request.world.buckets.get(physicalId);
    return asResource(request, 'S3', () => {
      if (found !== undefined && !isEmpty(found)) {
        throw new ApiError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty');
      }
      request.world.buckets.delete(physicalId);
      return {};
    });
  },
};

function attributesOf(name: string, { stack }: ResourceRequest) {
  return {
    Arn: `arn:${partitionOf(stack.region)}:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${stack.region}.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${stack.region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${stack.region}.amazonaws.com`,
  };
}

const bucketPolicy: ResourceHandler = {
  replacedBy: ['Bucket'],
  tagged: false,
  create: (request) => setPolicy(request, textMember(request.properties, 'Bucket') ?? ''),
  update: (request, { physicalId }) => setPolicy(request, physicalId),
  delete({ world }, { physicalId }) {
    delete world.buckets.get(physicalId)?.policy;
    return {};
  },
};

function setPolicy(request: ResourceRequest, name: string): MadeResource {
  return asResource(request, 'S3', () => {
    const found = request.world.buckets.get(name);
    if (found === undefined) throw new ApiError(404, 'NoSuchBucket', 'The specified bucket does not exist');
    found.policy = JSON.stringify(member(request.properties, 'PolicyDocument') ?? {});
    return { physicalId: name, attributes: {} };
  });
}

export const S3_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
};
