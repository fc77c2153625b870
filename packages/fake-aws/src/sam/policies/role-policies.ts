import type { JsonObject, JsonValue } from '../json.ts';

const VERSION = '2012-10-17';

export function assumedBy(service: string): JsonObject {
  const statement = { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } };
  return { Version: VERSION, Statement: [statement] };
}

function allowing(
  name: string,
  ...statements: readonly (readonly [action: string, resource: JsonValue])[]
): JsonObject {
  const Statement = statements.map(([Action, Resource]) => ({ Action, Effect: 'Allow', Resource }));
  return { PolicyName: name, PolicyDocument: { Statement } };
}

type PolicyOf = (arn: JsonValue, logicalId: string) => JsonObject;

/** What a role must be allowed so that something reaches a destination of this kind. */
export const DESTINATION_POLICIES: Readonly<Record<string, PolicyOf>> = {
  SQS: (arn, id) => allowing(`${id}SQSPolicy`, ['sqs:SendMessage', arn]),
  SNS: (arn, id) => allowing(`${id}SNSPolicy`, ['sns:publish', arn]),
  EventBridge: (arn, id) => allowing(`${id}EventBridgePolicy`, ['events:PutEvents', arn]),
  Lambda: (arn, id) => allowing(`${id}LambdaPolicy`, ['lambda:InvokeFunction', arn]),
  S3: bucketPolicy,
  S3Bucket: bucketPolicy,
  StateMachine: (arn, id) => allowing(`${id}StartExecutionPolicy`, ['states:StartExecution', arn]),
};

function bucketPolicy(arn: JsonValue, logicalId: string): JsonObject {
  const objects = { 'Fn::Join': ['/', [arn, '*']] };
  return allowing(`${logicalId}S3Policy`, ['s3:PutObject', objects], ['s3:ListBucket', arn]);
}

export function deadLetterPolicy(action: string, arn: JsonValue): JsonObject {
  return {
    PolicyName: 'DeadLetterQueuePolicy',
    PolicyDocument: { Version: VERSION, Statement: [{ Action: action, Resource: arn, Effect: 'Allow' }] },
  };
}

/** A queue that takes messages of one source; `principal` as a queue's policy names it. */
export function queueDocument(queueArn: JsonValue, sourceArn: JsonValue, principal: JsonValue): JsonObject {
  const statement = {
    Action: 'sqs:SendMessage',
    Effect: 'Allow',
    Principal: principal,
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
  };
  return { Version: VERSION, Statement: [statement] };
}
