import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventNames } from './event-names.ts';
import { EVENT_TYPES, sampleEvent } from './sample-event.ts';

const template = {
  Resources: {
    Api: {
      Type: 'AWS::Serverless::Function',
      Properties: {
        Events: {
          Placed: { Type: 'SQS', Properties: { Queue: { 'Fn::GetAtt': ['Orders', 'Arn'] } } },
          Get: { Type: 'HttpApi', Properties: { Path: '/orders/{id}', Method: 'post' } },
          Table: { Type: 'DynamoDB', Properties: { Stream: { 'Fn::GetAtt': 'Table.StreamArn' } } },
          Paid: {
            Type: 'EventBridgeRule',
            Properties: { Pattern: { source: ['shop.payments'], 'detail-type': ['paid'] } },
          },
        },
      },
    },
    Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders-queue' } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  },
};

describe('an example of an event', () => {
  it('exists of every type, is JSON and is always the same', () => {
    for (const type of EVENT_TYPES) {
      const event = sampleEvent(type, {});
      expect(JSON.parse(JSON.stringify(event))).toEqual(event);
      expect(sampleEvent(type, {})).toEqual(event);
    }
  });

  it('names what the template has the function listen to', () => {
    const of = (type: (typeof EVENT_TYPES)[number]) => sampleEvent(type, eventNames(template, 'Api', type));
    expect(of('sqs')).toMatchObject({ Records: [{ eventSourceARN: expect.stringMatching(/:orders-queue$/) }] });
    expect(of('dynamodb')).toMatchObject({
      Records: [{ eventSourceARN: expect.stringContaining('table/Table/stream') }],
    });
    expect(of('apigateway-v2')).toMatchObject({
      routeKey: 'POST /orders/{id}',
      rawPath: '/orders/example',
      pathParameters: { id: 'example' },
      body: expect.any(String),
    });
    expect(of('eventbridge')).toMatchObject({ source: 'shop.payments', 'detail-type': 'paid' });
    expect(of('kinesis')).toMatchObject({ Records: [{ eventSourceARN: expect.stringContaining('stream/example') }] });
  });

  it('has a message whose digest is right', () => {
    const { Records } = sampleEvent('sqs', {}) as { Records: { body: string; md5OfBody: string }[] };
    expect(
      createHash('md5')
        .update(Records[0]?.body ?? '')
        .digest('hex'),
    ).toBe(Records[0]?.md5OfBody);
  });

  it('takes whatever a template holds', () => {
    for (const odd of [null, 'text', [], { Resources: { Api: { Properties: { Events: [1] } } } }]) {
      expect(eventNames(odd, 'Api', 'sqs')).toEqual({});
    }
  });
});
