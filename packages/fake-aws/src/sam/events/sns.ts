import { propertiesOf, resolved, type TransformContext } from '../context.ts';
import { type Generated, generated, handedDown } from '../generated.ts';
import { getAtt, ref, referencedId } from '../intrinsics.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { queueDocument } from '../policies/role-policies.ts';
import { EventProblem } from '../problem.ts';
import { ANY, BOOLEAN, each, literal, MAP, oneOf, optional, required, STRING } from '../property-rules.ts';
import type { EventSource, EventTarget, SamEvent } from './event.ts';
import { permission } from './permission.ts';
import { SQS } from './polled-sources.ts';

/** A topic that calls the function, or fills a queue that the function polls. */
export const SNS: EventSource = {
  rules: {
    Topic: required(STRING),
    Region: optional(STRING),
    ...each('FilterPolicy FilterPolicyScope', literal(ANY)),
    SqsSubscription: optional(oneOf(BOOLEAN, MAP)),
    RedrivePolicy: optional(MAP),
  },
  resources(event, target, context) {
    const topic = event.properties['Topic'] ?? null;
    const wanted = event.properties['SqsSubscription'];
    if (!isGiven(wanted)) {
      const invoke = permission(event, target, { principal: 'sns.amazonaws.com', sourceArn: topic });
      return [invoke, subscription(event, target, 'lambda', target.arn)];
    }
    const queue = isObject(wanted) ? namedQueue(event, wanted) : madeQueue(event, target, context);
    const policy = generated(
      'AWS::SQS::QueuePolicy',
      queue.policyId ?? `${event.id}QueuePolicy`,
      { PolicyDocument: queueDocument(queue.arn, topic, '*'), Queues: [queue.url] },
      { attributes: handedDown(target.attributes) },
    );
    const polled = {
      ...event,
      id: `${event.id}EventSourceMapping`,
      type: 'SQS',
      properties: { Queue: queue.arn, BatchSize: queue.batchSize, Enabled: true },
    };
    return [
      ...SQS.resources(polled, target, context),
      ...queue.made,
      policy,
      subscription(event, target, 'sqs', queue.arn),
    ];
  },
};

interface SubscribedQueue {
  readonly arn: JsonValue;
  readonly url: JsonValue;
  readonly batchSize: JsonValue;
  readonly policyId?: string;
  readonly made: readonly Generated[];
}

function namedQueue(event: SamEvent, wanted: JsonObject): SubscribedQueue {
  const { QueueArn: arn = null, QueueUrl: url = null, QueuePolicyLogicalId: policyId, BatchSize: size } = wanted;
  if (isBlank(arn) || isBlank(url)) throw new EventProblem(event.name, 'No QueueARN or QueueURL provided.');
  return {
    arn,
    url,
    batchSize: isGiven(size) ? size : 10,
    made: [],
    ...(isString(policyId) && policyId !== '' ? { policyId } : {}),
  };
}

/** A queue for the topic: FIFO when the topic, if it is of this template, is. */
function madeQueue(event: SamEvent, target: EventTarget, context: TransformContext): SubscribedQueue {
  const id = `${event.id}Queue`;
  const topic = propertiesOf(context.resources.get(referencedId(event.properties['Topic']) ?? ''));
  const fifo = resolved(topic['FifoTopic'], context);
  const properties = { FifoQueue: isGiven(fifo) ? fifo : undefined };
  const queue = generated('AWS::SQS::Queue', id, properties, { attributes: handedDown(target.attributes) });
  return { arn: getAtt(id, 'Arn'), url: ref(id), batchSize: 10, made: [queue] };
}

function subscription(event: SamEvent, target: EventTarget, protocol: string, endpoint: JsonValue): Generated {
  const { properties } = event;
  return generated(
    'AWS::SNS::Subscription',
    event.id,
    {
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: properties['Topic'],
      Region: properties['Region'],
      FilterPolicy: properties['FilterPolicy'],
      FilterPolicyScope: properties['FilterPolicyScope'],
      RedrivePolicy: properties['RedrivePolicy'],
    },
    { attributes: handedDown(target.attributes) },
  );
}
