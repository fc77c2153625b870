import { API_TYPES } from './apis.ts';
import { CLOUDFORMATION_TYPES } from './cloudformation-types.ts';
import { DATA_TYPES } from './data.ts';
import type { ResourceHandler } from './handler.ts';
import { IAM_TYPES } from './iam.ts';
import { LAMBDA_TYPES } from './lambda-types.ts';
import { MESSAGING_TYPES } from './messaging.ts';
import { recordHandler } from './record-handler.ts';
import { S3_TYPES } from './s3.ts';
import { STORE_TYPES } from './stores.ts';

const HANDLERS: ReadonlyMap<string, ResourceHandler> = new Map(
  Object.entries({
    ...LAMBDA_TYPES,
    ...IAM_TYPES,
    ...S3_TYPES,
    ...MESSAGING_TYPES,
    ...DATA_TYPES,
    ...API_TYPES,
    ...STORE_TYPES,
    ...CLOUDFORMATION_TYPES,
  }),
);

/** The handler of a type; any type of AWS that has none is a mere record without attributes. */
export function handlerOf(type: string): ResourceHandler {
  const known = HANDLERS.get(type);
  if (known !== undefined) return known;
  if (type.startsWith('Custom::')) return handlerOf('AWS::CloudFormation::CustomResource');
  const short = type.split('::').at(-1) ?? '';
  // Names are nearly everywhere what a resource is found by.
  return recordHandler({ replacedBy: ['Name', `${short}Name`], nameProperty: `${short}Name` });
}
