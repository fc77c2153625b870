import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { checkEvents, eventResources } from '../events/events.ts';
import type { Generated } from '../generated.ts';
import { branchesOf, conditional, getAtt, isIf, isNoValue, ref } from '../intrinsics.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject, type JsonValue, shown } from '../json.ts';
import { managedPolicyArn, xrayPolicy } from '../partition.ts';
import { executionRole, listedPolicies } from '../policies/role.ts';
import { assumedBy, deadLetterPolicy } from '../policies/role-policies.ts';
import { resourceProblem } from '../problem.ts';
import { checkProperties } from '../property-rules.ts';
import { functionTags, propagateTags } from '../tags.ts';
import { checkCombinations } from './combinations.ts';
import { deploymentPreference } from './deployment-preference.ts';
import { eventInvokeConfig } from './event-invoke-config.ts';
import { FUNCTION_PROPERTIES } from './function-properties.ts';
import { functionUrl } from './function-url.ts';
import { lambdaFunction, traces } from './lambda-function.ts';
import { publish } from './version-and-alias.ts';

const DEAD_LETTER_ACTIONS: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

/** AWS::Serverless::Function: the function, its role, version, alias, URL, destinations, and all that its events need. */
export function functionResources(sam: SamResource, context: TransformContext): readonly Generated[] {
  checkProperties(sam.logicalId, sam.type, sam.written, FUNCTION_PROPERTIES);
  checkEvents(sam, 'function', context);
  checkCombinations(sam);
  const deadLetterPolicies = deadLetters(sam);
  const lambda = lambdaFunction(sam, context);
  if (isGiven(sam.properties['ProvisionedConcurrencyConfig']) && isBlank(sam.properties['AutoPublishAlias'])) {
    const message = 'To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function';
    throw resourceProblem(sam.logicalId, message);
  }
  const published = publish(sam, lambda, context);
  const url = functionUrl(sam, published?.alias);
  deploymentPreference(sam, published?.alias, context);
  const alias = published && { logicalId: published.alias.logicalId, name: published.aliasName };
  const invokeConfig = eventInvokeConfig(sam, alias, context);
  const role = functionRole(sam, [...deadLetterPolicies, ...invokeConfig.policies], context);
  const usesRole = giveRole(sam, lambda, role, context);
  const target = published?.alias ?? lambda;
  const events = eventResources(
    sam,
    {
      kind: 'function',
      logicalId: target.logicalId,
      arn: published === undefined ? getAtt(lambda.logicalId, 'Arn') : ref(target.logicalId),
      name: ref(target.logicalId),
      attributes: target.attributes,
      role,
    },
    context,
  );
  const resources = [
    lambda,
    ...(published === undefined ? [] : [published.version, published.alias]),
    ...url,
    ...invokeConfig.resources,
    ...(usesRole ? [role] : []),
    ...events,
  ];
  propagateTags(resources, sam.properties['Tags'], isGiven(sam.properties['PropagateTags']));
  return resources;
}

function functionRole(sam: SamResource, policies: readonly JsonObject[], context: TransformContext): Generated {
  const { properties } = sam;
  const basic = isGiven(properties['DurableConfig'])
    ? 'service-role/AWSLambdaBasicDurableExecutionRolePolicy'
    : 'service-role/AWSLambdaBasicExecutionRole';
  const names = [
    basic,
    ...(traces(sam, context) ? [xrayPolicy(context.partition)] : []),
    ...(isGiven(properties['VpcConfig']) ? ['service-role/AWSLambdaVPCAccessExecutionRole'] : []),
  ];
  return executionRole(
    sam,
    listedPolicies(properties['Policies']),
    {
      assumeRolePolicy: properties['AssumeRolePolicyDocument'] ?? assumedBy('lambda.amazonaws.com'),
      managedPolicyArns: names.map((name) => managedPolicyArn(context.partition, name)),
      policies,
      tags: functionTags(sam.logicalId, properties['Tags']),
    },
    context,
  );
}

/** Sets the function's role unless it has its own, and says whether the generated one is needed. */
function giveRole(sam: SamResource, lambda: Generated, role: Generated, context: TransformContext): boolean {
  const roleArn = getAtt(role.logicalId, 'Arn');
  const use = (value: JsonValue): true => {
    lambda.properties = { ...lambda.properties, Role: value };
    return true;
  };
  const own = sam.properties['Role'];
  if (own === undefined) return use(roleArn);
  if (!isIf(own)) return false;
  const chosen = resolved(own, context);
  const branches = isObject(chosen) ? branchesOf(chosen) : undefined;
  if (branches === undefined) {
    throw resourceProblem(sam.logicalId, "Malformed 'Role' property: Fn::If requires 3 arguments.");
  }
  const [condition, whenTrue, whenFalse] = branches;
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) return use(roleArn);
  if (isNoValue(whenTrue)) {
    role.attributes = { ...role.attributes, Condition: condition };
    return use(conditional(condition, roleArn, whenFalse));
  }
  if (!isNoValue(whenFalse)) {
    lambda.properties = { ...lambda.properties, Role: chosen ?? null };
    return false;
  }
  const opposite = `NOT${shown(condition)}`;
  role.attributes = { ...role.attributes, Condition: opposite };
  context.conditions.set(opposite, { 'Fn::Not': [{ Condition: condition }] });
  return use(conditional(condition, whenTrue, roleArn));
}

function deadLetters(sam: SamResource): readonly JsonObject[] {
  const queue = sam.properties['DeadLetterQueue'];
  if (!isObject(queue) || isBlank(queue)) return [];
  if (isBlank(queue['Type']) || isBlank(queue['TargetArn'])) {
    throw resourceProblem(sam.logicalId, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  }
  if (!isString(queue['Type'])) {
    throw resourceProblem(sam.logicalId, "Property 'DeadLetterQueue.Type' should be a string.");
  }
  const action = DEAD_LETTER_ACTIONS[queue['Type']];
  if (action === undefined) throw resourceProblem(sam.logicalId, "'DeadLetterQueue' requires Type of ['SQS', 'SNS']");
  return [deadLetterPolicy(action, queue['TargetArn'] ?? null)];
}
