import type { Generated } from './generated.ts';
import { isBlank, isObject, type JsonObject, type JsonValue } from './json.ts';
import { resourceProblem } from './problem.ts';

const RESERVED = ['lambda:createdBy', 'serverlessrepo:applicationId', 'serverlessrepo:semanticVersion'];

/** How the types that have tags write them; the others get none. */
const TAGGED: Readonly<Record<string, 'list' | 'map'>> = {
  'AWS::ApiGateway::ApiKey': 'list',
  'AWS::ApiGateway::DomainName': 'list',
  'AWS::ApiGateway::RestApi': 'list',
  'AWS::ApiGateway::Stage': 'list',
  'AWS::ApiGateway::UsagePlan': 'list',
  'AWS::ApiGatewayV2::DomainName': 'map',
  'AWS::ApiGatewayV2::Stage': 'map',
  'AWS::IAM::Role': 'list',
  'AWS::IoT::TopicRule': 'list',
  'AWS::Lambda::Function': 'list',
  'AWS::S3::Bucket': 'list',
  'AWS::SNS::Topic': 'list',
  'AWS::SQS::Queue': 'list',
  'AWS::StepFunctions::StateMachine': 'list',
};

export function tagList(tags: JsonValue | undefined): readonly JsonObject[] {
  if (!isObject(tags)) return [];
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value: Value ?? '' }));
}

/** The user's tags behind the one by which a function made by the transform is known. */
export function functionTags(logicalId: string, tags: JsonValue | undefined): readonly JsonObject[] {
  for (const key of RESERVED) {
    if (isObject(tags) && key in tags) {
      const message = `${key} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`;
      throw resourceProblem(logicalId, message);
    }
  }
  return [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(tags)];
}

/** `PropagateTags`: the tags of the SAM resource in place of those that the generated resources have. */
export function propagateTags(resources: readonly Generated[], tags: JsonValue | undefined, wanted: boolean): void {
  if (!wanted || tags === undefined || isBlank(tags)) return;
  for (const resource of resources) {
    const form = TAGGED[resource.type];
    if (form !== undefined) {
      resource.properties = { ...resource.properties, Tags: form === 'list' ? tagList(tags) : tags };
    }
  }
}
