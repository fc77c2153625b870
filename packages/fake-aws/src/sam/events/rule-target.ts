import { given } from '../generated.ts';
import { isGiven, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { EventProblem } from '../problem.ts';
import type { DeadLetters } from './dead-letter.ts';
import type { EventTarget, SamEvent } from './event.ts';

const LONGEST_ID = 64;
const SUFFIX: Readonly<Record<EventTarget['kind'], string>> = {
  function: 'LambdaTarget',
  'state machine': 'StepFunctionsTarget',
};

/** The target of an EventBridge rule. */
export function ruleTarget(
  event: SamEvent,
  target: EventTarget,
  letters: DeadLetters | undefined,
  roleArn?: JsonValue,
): JsonObject {
  const { properties } = event;
  const own = isObject(properties['Target']) ? properties['Target']['Id'] : undefined;
  const suffix = SUFFIX[target.kind];
  return given({
    Arn: target.arn,
    Id: own ?? event.id.slice(0, LONGEST_ID - suffix.length) + suffix,
    RoleArn: roleArn,
    Input: properties['Input'],
    InputPath: properties['InputPath'],
    DeadLetterConfig: letters && { Arn: letters.arn },
    RetryPolicy: properties['RetryPolicy'],
    InputTransformer: properties['InputTransformer'],
  });
}

/** `State`, or what `Enabled` says in its place. */
export function ruleState({ name, properties }: SamEvent): JsonValue | undefined {
  const { State: state, Enabled: enabled } = properties;
  if (isGiven(state) && enabled !== undefined) {
    throw new EventProblem(name, 'State and Enabled Properties cannot both be specified.');
  }
  if (enabled !== undefined) return isGiven(enabled) ? 'ENABLED' : 'DISABLED';
  return isGiven(state) ? state : undefined;
}
