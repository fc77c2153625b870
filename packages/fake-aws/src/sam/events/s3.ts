import { propertiesOf, type TransformContext } from '../context.ts';
import { type Generated, generated, ownAttributes } from '../generated.ts';
import { conditional, ref } from '../intrinsics.ts';
import { isList, isObject, isString, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import { EventProblem, resourceProblem } from '../problem.ts';
import { listOf, mapOf, oneOf, optional, required, STRING } from '../property-rules.ts';
import { tagList } from '../tags.ts';
import type { EventSource, EventTarget, SamEvent } from './event.ts';
import { permission } from './permission.ts';

/** A bucket of the same template tells the function; the bucket waits for the permission. */
export const S3: EventSource = {
  rules: {
    Bucket: required(STRING),
    Events: { ...required(oneOf(STRING, listOf(STRING))), intrinsic: false },
    Filter: optional(mapOf(STRING)),
  },
  check(event, context) {
    bucketOf(event, context);
  },
  resources(event, target, context) {
    const bucketId = bucketOf(event, context);
    const invoke = permission(event, target, { principal: 's3.amazonaws.com', sourceAccount: ref('AWS::AccountId') });
    const bucket = notifying(waiting(context.resources.get(bucketId) ?? {}, bucketId, invoke), bucketId, event, target);
    context.resources.set(bucketId, bucket);
    const { DependsOn: dependsOn, ...rest } = bucket;
    const options = { attributes: ownAttributes(rest), dependsOn };
    return [invoke, generated('AWS::S3::Bucket', bucketId, propertiesOf(bucket), options)];
  },
};

function bucketOf(event: SamEvent, context: TransformContext): string {
  const bucket = event.properties['Bucket'];
  if (isObject(bucket) && 'Ref' in bucket) {
    if (!isString(bucket['Ref'])) {
      throw new EventProblem(event.name, "'Ref' value in S3 events is not a valid string.");
    }
    if (context.resources.has(bucket['Ref'])) return bucket['Ref'];
  }
  throw new EventProblem(event.name, 'S3 events must reference an S3 bucket in the same template.');
}

/** A dependency on a permission that exists only under a condition is told in a tag. */
function waiting(bucket: JsonObject, bucketId: string, invoke: Generated): JsonObject {
  const condition = invoke.attributes['Condition'];
  if (condition === undefined) {
    const before = bucket['DependsOn'] ?? [];
    const listed: readonly JsonValue[] = isList(before) ? before : [before];
    return { ...bucket, DependsOn: [...new Set([...listed, invoke.logicalId])] };
  }
  const properties = propertiesOf(bucket);
  const tags = properties['Tags'] ?? [];
  if (!isList(tags)) throw resourceProblem(bucketId, "Property 'Tags' should be a list.");
  const tag = {
    [`sam:ConditionalDependsOn:${invoke.logicalId}`]: conditional(condition, ref(invoke.logicalId), 'no dependency'),
  };
  return { ...bucket, Properties: { ...properties, Tags: [...tags, ...tagList(tag)] } };
}

function notifying(bucket: JsonObject, bucketId: string, event: SamEvent, target: EventTarget): JsonObject {
  const properties = propertiesOf(bucket);
  const configuration = properties['NotificationConfiguration'] ?? {};
  if (!isObject(configuration)) {
    throw resourceProblem(bucketId, "Property 'NotificationConfiguration' should be a map.");
  }
  const before = configuration['LambdaConfigurations'] ?? [];
  if (!isList(before)) throw resourceProblem(bucketId, 'Invalid type for LambdaConfigurations. Must be a list.');
  const { Events: events = [], Filter: filter } = event.properties;
  const condition = target.attributes['Condition'];
  const LambdaConfigurations = [...before];
  for (const type of isList(events) ? events : [events]) {
    const plain = { Function: target.arn, ...(filter === undefined ? {} : { Filter: filter }), Event: type };
    const mapping = condition === undefined ? plain : conditional(condition, plain);
    if (!LambdaConfigurations.some((each) => sameJson(each, mapping))) LambdaConfigurations.push(mapping);
  }
  const NotificationConfiguration = { ...configuration, LambdaConfigurations };
  return { ...bucket, Properties: { ...properties, NotificationConfiguration } };
}
