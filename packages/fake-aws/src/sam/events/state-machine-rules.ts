import { type Generated, generated, handedDown } from '../generated.ts';
import { getAtt } from '../intrinsics.ts';
import { assumedBy, DESTINATION_POLICIES } from '../policies/role-policies.ts';
import { literal, MAP, STRING } from '../property-rules.ts';
import { deadLetters } from './dead-letter.ts';
import type { EventSource, EventTarget, SamEvent } from './event.ts';
import { RULE_PROPERTIES } from './rule.ts';
import { ruleState, ruleTarget } from './rule-target.ts';
import { SCHEDULE_PROPERTIES } from './schedule.ts';

/** `<event>Role`: lets a service start the state machine. */
export function startRole(event: SamEvent, target: EventTarget, service: string): Generated {
  const id = `${event.id}Role`;
  const start = DESTINATION_POLICIES['StateMachine']?.(target.arn, id);
  return generated(
    'AWS::IAM::Role',
    id,
    {
      AssumeRolePolicyDocument: assumedBy(service),
      Policies: start === undefined ? undefined : [start],
      PermissionsBoundary: target.permissionsBoundary,
    },
    { attributes: handedDown(target.attributes) },
  );
}

const { RuleName: _, ...SCHEDULE } = SCHEDULE_PROPERTIES;
const { Enabled: __, ...RULE } = RULE_PROPERTIES;

/** An EventBridge rule that starts a state machine at times. */
export const STATE_MACHINE_SCHEDULE: EventSource = {
  rules: { ...SCHEDULE, Target: literal(MAP), RoleArn: literal(STRING) },
  resources(event, target) {
    const { properties } = event;
    const own = properties['RoleArn'];
    const role = own === undefined ? startRole(event, target, 'events.amazonaws.com') : undefined;
    const letters = deadLetters(event, target, getAtt(event.id, 'Arn'));
    const rule = generated(
      'AWS::Events::Rule',
      event.id,
      {
        ScheduleExpression: properties['Schedule'],
        State: ruleState(event),
        Name: properties['Name'],
        Description: properties['Description'],
        Targets: [ruleTarget(event, target, letters, own ?? getAtt(`${event.id}Role`, 'Arn'))],
      },
      { attributes: handedDown(target.attributes) },
    );
    return [rule, ...(role === undefined ? [] : [role]), ...(letters?.resources ?? [])];
  },
};

export const STATE_MACHINE_RULE: EventSource = {
  rules: { ...RULE, Target: literal(MAP) },
  resources(event, target) {
    const { properties } = event;
    const role = startRole(event, target, 'events.amazonaws.com');
    const letters = deadLetters(event, target, getAtt(event.id, 'Arn'));
    const rule = generated(
      'AWS::Events::Rule',
      event.id,
      {
        EventBusName: properties['EventBusName'],
        EventPattern: properties['Pattern'],
        Name: properties['RuleName'],
        State: ruleState(event),
        Targets: [ruleTarget(event, target, letters, getAtt(role.logicalId, 'Arn'))],
      },
      { attributes: handedDown(target.attributes) },
    );
    return [rule, role, ...(letters?.resources ?? [])];
  },
};
