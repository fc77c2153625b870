import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, generated, handedDown, ownAttributes } from '../generated.ts';
import { branchesOf, conditional, getAtt, isIf, isNoValue, ref } from '../intrinsics.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject, type JsonValue, shown } from '../json.ts';
import { withDigest } from '../logical-id.ts';
import { DESTINATION_POLICIES } from '../policies/role-policies.ts';
import { resourceProblem } from '../problem.ts';

const KINDS = ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket'];

/** What the transform makes itself where a destination has a type but no ARN. */
const MADE: Readonly<Record<string, (id: string) => { type: string; id: string; arn: JsonObject }>> = {
  SQS: (id) => ({ type: 'AWS::SQS::Queue', id: `${id}Queue`, arn: getAtt(`${id}Queue`, 'Arn') }),
  SNS: (id) => ({ type: 'AWS::SNS::Topic', id: `${id}Topic`, arn: ref(`${id}Topic`) }),
};

export interface InvokeConfig {
  readonly resources: readonly Generated[];
  /** What the function's role needs to reach the destinations. */
  readonly policies: readonly JsonObject[];
}

/** `EventInvokeConfig`: retries and destinations of asynchronous invocations. */
export function eventInvokeConfig(
  sam: SamResource,
  alias: { readonly logicalId: string; readonly name: string } | undefined,
  context: TransformContext,
): InvokeConfig {
  const config = resolved(sam.properties['EventInvokeConfig'], context);
  if (!isObject(config) || isBlank(config)) return { resources: [], policies: [] };
  const id = `${sam.logicalId}EventInvokeConfig`;
  const destinations = config['DestinationConfig'];
  if (isGiven(destinations) && !isObject(destinations)) throw notAMap(sam, 'EventInvokeConfig.DestinationConfig');
  const found = ['OnSuccess', 'OnFailure'].flatMap((name) => {
    const wanted = isObject(destinations) ? destinations[name] : undefined;
    if (wanted === undefined || wanted === null) return [];
    if (!isObject(wanted)) throw notAMap(sam, `EventInvokeConfig.DestinationConfig.${name}`);
    return [{ name, ...destination(sam, wanted, id + name, context) }];
  });
  const invokeConfig = generated(
    'AWS::Lambda::EventInvokeConfig',
    id,
    {
      FunctionName: ref(sam.logicalId),
      Qualifier: alias?.name ?? '$LATEST',
      DestinationConfig: Object.fromEntries(found.map((each) => [each.name, { Destination: each.arn }])),
      MaximumEventAgeInSeconds: config['MaximumEventAgeInSeconds'],
      MaximumRetryAttempts: config['MaximumRetryAttempts'],
    },
    { attributes: ownAttributes(sam.source), dependsOn: alias === undefined ? undefined : [alias.logicalId] },
  );
  return {
    resources: [...found.flatMap((each) => each.made), invokeConfig],
    policies: found.map((each) => each.policy),
  };
}

interface Destination {
  readonly arn: JsonValue;
  readonly made: readonly Generated[];
  readonly policy: JsonObject;
}

function destination(sam: SamResource, config: JsonObject, id: string, context: TransformContext): Destination {
  const type = config['Type'] ?? null;
  const policyOf = isString(type) && KINDS.includes(type) ? DESTINATION_POLICIES[type] : undefined;
  if (policyOf === undefined || !isString(type)) {
    const listed = KINDS.map((each) => `'${each}'`).join(', ');
    throw resourceProblem(sam.logicalId, `'Type: ${shown(type)}' must be one of [${listed}]`);
  }
  const written = config['Destination'] ?? undefined;
  const optional = written === undefined ? undefined : optionalArn(sam, written, context);
  if (written !== undefined && optional === undefined) {
    return { arn: written, made: [], policy: policyOf(written, id) };
  }
  const make = MADE[type];
  if (make === undefined) {
    throw resourceProblem(sam.logicalId, "Destination is required if Type is not ['SQS', 'SNS']");
  }
  const made = make(id);
  const condition = bothConditions(sam, optional?.condition, context);
  const attributes = { ...handedDown(sam.source), ...(condition === undefined ? {} : { Condition: condition }) };
  const arn = optional === undefined ? made.arn : conditional(optional.condition, made.arn, optional.arn);
  return { arn, made: [generated(made.type, made.id, {}, { attributes })], policy: policyOf(arn, id) };
}

/** An ARN that is there only under a condition, and the condition under which the queue or topic is made instead. */
function optionalArn(
  sam: SamResource,
  written: JsonValue,
  context: TransformContext,
): { readonly condition: string; readonly arn: JsonValue } | undefined {
  if (!isIf(written)) return undefined;
  const id = `${sam.logicalId}EventInvokeConfig`;
  const branches = branchesOf(written);
  if (branches === undefined) {
    throw resourceProblem(id, "Malformed 'Destination' property: Fn::If requires 3 arguments.");
  }
  const [condition, whenTrue, whenFalse] = branches;
  if (!isString(condition) || (isNoValue(whenTrue) && isNoValue(whenFalse))) return undefined;
  if (isNoValue(whenTrue)) return { condition, arn: whenFalse };
  if (!isNoValue(whenFalse)) return undefined;
  const opposite = withDigest(`NOT${condition}`, id);
  context.conditions.set(opposite, { 'Fn::Not': [{ Condition: condition }] });
  return { condition: opposite, arn: whenTrue };
}

function bothConditions(sam: SamResource, other: string | undefined, context: TransformContext): string | undefined {
  const own = sam.source['Condition'];
  if (!isString(own)) return other;
  if (other === undefined) return own;
  const name = withDigest(`${own}AND${other}`, sam.logicalId);
  context.conditions.set(name, {
    'Fn::And': [{ Condition: { Condition: own } }, { Condition: { Condition: other } }],
  });
  return name;
}

function notAMap(sam: SamResource, path: string): Error {
  return resourceProblem(sam.logicalId, `Property '${path}' should be a map.`);
}
