import { type Generated, generated, given, handedDown } from '../generated.ts';
import { getAtt } from '../intrinsics.ts';
import { isGiven } from '../json.ts';
import { assumedBy, DESTINATION_POLICIES } from '../policies/role-policies.ts';
import { EventProblem } from '../problem.ts';
import { BOOLEAN, each, literal, MAP, optional, required, STRING } from '../property-rules.ts';
import { type DeadLetters, deadLetters } from './dead-letter.ts';
import type { EventSource, EventTarget, SamEvent } from './event.ts';

/** EventBridge Scheduler: a schedule with a role of its own. */
export const SCHEDULE_V2: EventSource = {
  rules: {
    PermissionsBoundary: optional(STRING),
    ScheduleExpression: required(STRING),
    FlexibleTimeWindow: optional(MAP),
    ...each('Name State Description StartDate EndDate ScheduleExpressionTimezone GroupName', optional(STRING)),
    ...each('KmsKeyArn Input RoleArn', optional(STRING)),
    ...each('DeadLetterConfig RetryPolicy', optional(MAP)),
    OmitName: literal(BOOLEAN),
  },
  resources(event, target) {
    const { properties } = event;
    const letters = deadLetters(event, target);
    const own = isGiven(properties['RoleArn']) ? properties['RoleArn'] : undefined;
    const role = own === undefined ? scheduleRole(event, target, letters) : undefined;
    const schedule = generated(
      'AWS::Scheduler::Schedule',
      event.id,
      {
        ScheduleExpression: properties['ScheduleExpression'],
        FlexibleTimeWindow: isGiven(properties['FlexibleTimeWindow'])
          ? properties['FlexibleTimeWindow']
          : { Mode: 'OFF' },
        Name: scheduleName(event),
        State: isGiven(properties['State']) ? properties['State'] : undefined,
        Description: properties['Description'],
        StartDate: properties['StartDate'],
        EndDate: properties['EndDate'],
        ScheduleExpressionTimezone: properties['ScheduleExpressionTimezone'],
        GroupName: properties['GroupName'],
        KmsKeyArn: properties['KmsKeyArn'],
        Target: given({
          Arn: target.arn,
          RoleArn: own ?? getAtt(`${event.id}Role`, 'Arn'),
          Input: properties['Input'],
          DeadLetterConfig: letters && { Arn: letters.arn },
          RetryPolicy: properties['RetryPolicy'],
        }),
      },
      { attributes: handedDown(target.attributes) },
    );
    return [schedule, ...(letters?.resources ?? []), ...(role === undefined ? [] : [role])];
  },
};

function scheduleName({ id, properties }: SamEvent) {
  if (!isGiven(properties['OmitName'])) return isGiven(properties['Name']) ? properties['Name'] : id;
  if (isGiven(properties['Name'])) throw new EventProblem(id, 'Name cannot be set when OmitName is True');
  return undefined;
}

function scheduleRole(event: SamEvent, target: EventTarget, letters: DeadLetters | undefined): Generated {
  const reaches = DESTINATION_POLICIES[target.kind === 'function' ? 'Lambda' : 'StateMachine'];
  const boundary = event.properties['PermissionsBoundary'];
  return generated(
    'AWS::IAM::Role',
    `${event.id}Role`,
    {
      AssumeRolePolicyDocument: assumedBy('scheduler.amazonaws.com'),
      Policies: [
        ...(reaches === undefined ? [] : [reaches(target.arn, event.id)]),
        ...(letters === undefined ? [] : [DESTINATION_POLICIES['SQS']?.(letters.arn, event.id) ?? null]),
      ],
      PermissionsBoundary: isGiven(boundary) ? boundary : undefined,
    },
    { attributes: handedDown(target.attributes) },
  );
}
