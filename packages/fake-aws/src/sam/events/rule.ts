import { generated, handedDown } from '../generated.ts';
import { getAtt } from '../intrinsics.ts';
import { BOOLEAN, each, MAP, optional, type PropertyRules, STRING } from '../property-rules.ts';
import { deadLetters } from './dead-letter.ts';
import type { EventSource } from './event.ts';
import { permission } from './permission.ts';
import { ruleState, ruleTarget } from './rule-target.ts';

export const RULE_PROPERTIES: PropertyRules = {
  ...each('EventBusName RuleName', optional(STRING)),
  ...each('Pattern DeadLetterConfig RetryPolicy', optional(MAP)),
  ...each('Input InputPath', optional(STRING)),
  Target: optional(MAP),
  Enabled: optional(BOOLEAN),
  State: optional(STRING),
  InputTransformer: optional(MAP),
};

/** `EventBridgeRule`, and `CloudWatchEvent` as it was called before. */
export const FUNCTION_RULE: EventSource = {
  rules: RULE_PROPERTIES,
  resources(event, target) {
    const { properties } = event;
    const arn = getAtt(event.id, 'Arn');
    const letters = deadLetters(event, target, arn);
    const rule = generated(
      'AWS::Events::Rule',
      event.id,
      {
        EventBusName: properties['EventBusName'],
        EventPattern: properties['Pattern'],
        Name: properties['RuleName'],
        State: ruleState(event),
        Targets: [ruleTarget(event, target, letters)],
      },
      { attributes: handedDown(target.attributes) },
    );
    const invoke = permission(event, target, { principal: 'events.amazonaws.com', sourceArn: arn });
    return [...(letters?.resources ?? []), rule, invoke];
  },
};
