import { propertiesOf, type TransformContext } from '../context.ts';
import { generated, ownAttributes } from '../generated.ts';
import { getAtt } from '../intrinsics.ts';
import { isList, isObject, isString, type JsonValue, shown } from '../json.ts';
import { EventProblem, resourceProblem } from '../problem.ts';
import { listOf, oneOf, optional, required, STRING } from '../property-rules.ts';
import type { EventSource, SamEvent } from './event.ts';
import { permission } from './permission.ts';

export const ALEXA_SKILL: EventSource = {
  rules: { SkillId: optional(STRING) },
  resources(event, target) {
    const token = event.properties['SkillId'];
    const facts = { principal: 'alexa-appkit.amazon.com' };
    return [permission(event, target, token === undefined ? facts : { ...facts, eventSourceToken: token })];
  },
};

/** A user pool of the same template that calls the function at a step of signing in. */
export const COGNITO: EventSource = {
  rules: {
    UserPool: required(STRING),
    Trigger: { ...required(oneOf(STRING, listOf(STRING))), intrinsic: false },
  },
  check(event, context) {
    poolOf(event, context);
  },
  resources(event, target, context) {
    const poolId = poolOf(event, context);
    const pool = context.resources.get(poolId) ?? {};
    const properties = propertiesOf(pool);
    const before = properties['LambdaConfig'] ?? {};
    if (!isObject(before)) throw resourceProblem(poolId, "Property 'LambdaConfig' should be a map.");
    const config: Record<string, JsonValue> = { ...before };
    const { Trigger: trigger = [] } = event.properties;
    for (const each of (isList(trigger) ? trigger : [trigger]).filter(isString)) {
      if (each in config) {
        throw new EventProblem(event.name, `Cognito trigger "${shown(trigger)}" defined multiple times.`);
      }
      config[each] = target.arn;
    }
    const changed = { ...pool, Properties: { ...properties, LambdaConfig: config } };
    context.resources.set(poolId, changed);
    const invoke = permission(event, target, {
      principal: 'cognito-idp.amazonaws.com',
      sourceArn: getAtt(poolId, 'Arn'),
      prefix: `${target.logicalId}Cognito`,
    });
    const options = { attributes: ownAttributes(pool), dependsOn: pool['DependsOn'] };
    return [invoke, generated('AWS::Cognito::UserPool', poolId, propertiesOf(changed), options)];
  },
};

function poolOf(event: SamEvent, context: TransformContext): string {
  const pool = event.properties['UserPool'];
  if (isObject(pool) && 'Ref' in pool) {
    if (!isString(pool['Ref'])) throw new EventProblem(event.id, 'Ref in Userpool is not a string.');
    if (context.resources.has(pool['Ref'])) return pool['Ref'];
  }
  throw new EventProblem(event.name, 'Cognito events must reference a Cognito UserPool in the same template.');
}
