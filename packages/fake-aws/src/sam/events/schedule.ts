import { generated, handedDown } from '../generated.ts';
import { getAtt } from '../intrinsics.ts';
import { BOOLEAN, each, MAP, optional, type PropertyRules, required, STRING } from '../property-rules.ts';
import { deadLetters } from './dead-letter.ts';
import type { EventSource } from './event.ts';
import { permission } from './permission.ts';
import { ruleState, ruleTarget } from './rule-target.ts';

export const SCHEDULE_PROPERTIES: PropertyRules = {
  Schedule: required(STRING),
  ...each('RuleName Input', optional(STRING)),
  Enabled: optional(BOOLEAN),
  ...each('State Name Description', optional(STRING)),
  ...each('DeadLetterConfig RetryPolicy', optional(MAP)),
};

/** An EventBridge rule that calls a function at times. */
export const FUNCTION_SCHEDULE: EventSource = {
  rules: SCHEDULE_PROPERTIES,
  resources(event, target) {
    const { properties } = event;
    const arn = getAtt(event.id, 'Arn');
    const letters = deadLetters(event, target, arn);
    const rule = generated(
      'AWS::Events::Rule',
      event.id,
      {
        ScheduleExpression: properties['Schedule'],
        State: ruleState(event),
        Name: properties['Name'],
        Description: properties['Description'],
        Targets: [ruleTarget(event, target, letters)],
      },
      { attributes: handedDown(target.attributes) },
    );
    const invoke = permission(event, target, { principal: 'events.amazonaws.com', sourceArn: arn });
    return [rule, ...(letters?.resources ?? []), invoke];
  },
};
