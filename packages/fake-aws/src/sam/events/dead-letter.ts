import { type Generated, generated, handedDown } from '../generated.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { queueDocument } from '../policies/role-policies.ts';
import { EventProblem } from '../problem.ts';
import type { EventTarget, SamEvent } from './event.ts';

export interface DeadLetters {
  readonly arn: JsonValue;
  readonly resources: readonly Generated[];
}

/** Where a rule's or a schedule's lost events go: a queue that is named, or one that is made. */
export function deadLetters(event: SamEvent, target: EventTarget, ruleArn?: JsonObject): DeadLetters | undefined {
  const config = event.properties['DeadLetterConfig'];
  if (!isObject(config)) return undefined;
  check(event, config);
  if (config['Arn'] !== undefined && config['Arn'] !== null) return { arn: config['Arn'], resources: [] };
  const named = config['QueueLogicalId'] ?? undefined;
  if (named !== undefined && !isString(named)) throw new EventProblem(event.id, 'QueueLogicalId must be a string');
  const queueId = named ?? `${event.id}Queue`;
  const options = { attributes: handedDown(target.attributes) };
  const arn = getAtt(queueId, 'Arn');
  const queue = generated('AWS::SQS::Queue', queueId, {}, options);
  if (ruleArn === undefined) return { arn, resources: [queue] };
  const PolicyDocument = queueDocument(arn, ruleArn, { Service: 'events.amazonaws.com' });
  const properties = { PolicyDocument, Queues: [ref(queueId)] };
  return { arn, resources: [queue, generated('AWS::SQS::QueuePolicy', `${event.id}QueuePolicy`, properties, options)] };
}

function check(event: SamEvent, config: JsonObject): void {
  if ('Arn' in config && 'Type' in config) {
    throw new EventProblem(event.id, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.");
  }
  if ('Type' in config && config['Type'] !== 'SQS') {
    throw new EventProblem(event.id, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.");
  }
  if (!('Arn' in config || 'Type' in config)) {
    throw new EventProblem(event.id, "No 'Arn' or 'Type' property provided for DeadLetterConfig.");
  }
}
