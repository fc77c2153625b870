import { ResourceFailure, type ResourceHandler } from './handler.ts';
import { physicalName } from './names.ts';
import { recordHandler } from './record-handler.ts';

const nestedStack: ResourceHandler = {
  replacedBy: [],
  tagged: true,
  create(request) {
    const stackId = request.nested.create(request);
    return { physicalId: stackId, nestedStack: stackId };
  },
  update(request, { physicalId }) {
    const stackId = request.nested.update(request, physicalId);
    return { physicalId: stackId, nestedStack: stackId };
  },
  delete(request, { physicalId }) {
    const nested = request.nested.remove(request, physicalId);
    return nested === undefined ? {} : { nestedStack: nested };
  },
};

/** Its function would have to answer to a presigned URL; the stand-in says so instead of pretending. */
const customResource: ResourceHandler = {
  replacedBy: ['ServiceToken'],
  tagged: false,
  create: refuseCustom,
  update: refuseCustom,
  delete: () => ({}),
};

function refuseCustom(): never {
  throw new ResourceFailure('The stand-in for AWS does not run custom resources.');
}

export const CLOUDFORMATION_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::CloudFormation::Stack': nestedStack,
  'AWS::CloudFormation::CustomResource': customResource,
  'AWS::CloudFormation::WaitConditionHandle': recordHandler({
    tagged: false,
    // "Ref returns … a presigned URL to which signals are sent".
    physicalId: (request) =>
      `https://cloudformation-waitcondition-${request.stack.region}.s3.amazonaws.com/${encodeURIComponent(request.stack.id)}/${physicalName(request)}`,
  }),
};
