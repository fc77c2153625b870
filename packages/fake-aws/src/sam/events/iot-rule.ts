import { generated, handedDown } from '../generated.ts';
import { ref, sub } from '../intrinsics.ts';
import { isGiven } from '../json.ts';
import { subArn } from '../partition.ts';
import { optional, required, STRING } from '../property-rules.ts';
import type { EventSource } from './event.ts';
import { permission } from './permission.ts';

/** An IoT topic rule that calls the function. */
export const IOT_RULE: EventSource = {
  rules: { Sql: required(STRING), AwsIotSqlVersion: optional(STRING) },
  resources(event, target, context) {
    const version = event.properties['AwsIotSqlVersion'];
    const invoke = permission(event, target, {
      principal: 'iot.amazonaws.com',
      sourceArn: sub(subArn(context.partition, 'iot', 'rule/${RuleName}'), { RuleName: ref(event.id) }),
      sourceAccount: sub('${AWS::AccountId}'),
    });
    const TopicRulePayload = {
      Sql: event.properties['Sql'] ?? null,
      RuleDisabled: false,
      Actions: [{ Lambda: { FunctionArn: target.arn } }],
      ...(isGiven(version) ? { AwsIotSqlVersion: version } : {}),
    };
    const options = { attributes: handedDown(target.attributes) };
    return [invoke, generated('AWS::IoT::TopicRule', event.id, { TopicRulePayload }, options)];
  },
};
