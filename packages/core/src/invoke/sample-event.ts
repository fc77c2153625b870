/**
 * Examples of the events that AWS's services send to functions, in the shapes of
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html. Everything in one is made up and always the same.
 */

export const EVENT_TYPES = [
  'sqs',
  'sns',
  's3',
  'apigateway-v2',
  'eventbridge',
  'dynamodb',
  'kinesis',
  'schedule',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export function isEventType(text: string): text is EventType {
  return EVENT_TYPES.some((type) => type === text);
}

export interface EventNames {
  /** Of the queue, topic, bucket, table or stream. */
  readonly resource?: string;
  readonly rule?: string;
  readonly path?: string;
  readonly method?: string;
  readonly eventSource?: string;
  readonly detailType?: string;
}

const REGION = 'us-east-1';
const ACCOUNT = '123456789012';
const TIME = '2026-01-02T03:04:05.000Z';
const SECONDS = Date.parse(TIME) / 1000;
const ID = '1f0c8a1e-6f0b-4f0e-9d3a-2b7f5c9e4d10';

export function sampleEvent(type: EventType, names: EventNames): object {
  const name = names.resource ?? 'example';
  const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
  switch (type) {
    case 'sqs':
      return records({
        messageId: ID,
        receiptHandle: 'AQEBexample',
        body: JSON.stringify({ id: 'example' }),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(SECONDS * 1000),
          SenderId: 'AIDAEXAMPLE',
          ApproximateFirstReceiveTimestamp: String(SECONDS * 1000),
        },
        messageAttributes: {},
        // Of the body: a function that checks it finds it right.
        md5OfBody: '40e997475cbe884af4fcc0d95850bc2c',
        eventSource: 'aws:sqs',
        eventSourceARN: arn('sqs', name),
        awsRegion: REGION,
      });
    case 'sns':
      return records({
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: arn('sns', `${name}:${ID}`),
        Sns: {
          Type: 'Notification',
          MessageId: ID,
          TopicArn: arn('sns', name),
          Subject: 'example',
          Message: JSON.stringify({ id: 'example' }),
          Timestamp: TIME,
          MessageAttributes: {},
        },
      });
    case 's3':
      return records({
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: TIME,
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'EXAMPLE' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: names.rule ?? 'example',
          bucket: { name, ownerIdentity: { principalId: 'EXAMPLE' }, arn: `arn:aws:s3:::${name}` },
          object: {
            key: 'folder/file.json',
            size: 1024,
            eTag: '0123456789abcdef0123456789abcdef',
            sequencer: '0A1B2C3D4E5F678901',
          },
        },
      });
    case 'dynamodb':
      return records({
        eventID: ID.replaceAll('-', ''),
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: REGION,
        dynamodb: {
          ApproximateCreationDateTime: SECONDS,
          Keys: { id: { S: 'example' } },
          NewImage: { id: { S: 'example' }, count: { N: '1' } },
          SequenceNumber: '4421584500000000017450439091',
          SizeBytes: 26,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
        eventSourceARN: arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
      });
    case 'kinesis':
      return records({
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: 'example',
          sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
          data: btoa(JSON.stringify({ id: 'example' })),
          approximateArrivalTimestamp: SECONDS,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/example`,
        awsRegion: REGION,
        eventSourceARN: arn('kinesis', `stream/${name}`),
      });
    case 'eventbridge':
      return bridged(names.detailType ?? 'example', names.eventSource ?? 'com.example', { id: 'example' }, []);
    case 'schedule':
      return bridged('Scheduled Event', 'aws.events', {}, [arn('events', `rule/${names.rule ?? 'example'}`)]);
    case 'apigateway-v2':
      return httpRequest(names);
  }
}

function records(record: object): object {
  return { Records: [record] };
}

function bridged(detailType: string, source: string, detail: object, resources: readonly string[]) {
  return {
    version: '0',
    id: ID,
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: TIME.replace('.000', ''),
    region: REGION,
    resources,
    detail,
  };
}

/** Payload format 2.0 of HTTP APIs and of function URLs. */
function httpRequest(names: EventNames): object {
  const method = names.method ?? 'GET';
  const route = names.path ?? '/example';
  const parameters = [...route.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => [name, 'example'] as const);
  const rawPath = route.replace(/\{\w+\+?\}/g, 'example');
  const hasBody = method !== 'GET' && method !== 'DELETE' && method !== 'HEAD';
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath,
    rawQueryString: '',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      host: `example.execute-api.${REGION}.amazonaws.com`,
    },
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'example',
      domainName: `example.execute-api.${REGION}.amazonaws.com`,
      domainPrefix: 'example',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'example' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `${method} ${route}`,
      stage: '$default',
      time: '02/Jan/2026:03:04:05 +0000',
      timeEpoch: SECONDS * 1000,
    },
    ...(parameters.length === 0 ? {} : { pathParameters: Object.fromEntries(parameters) }),
    ...(hasBody ? { body: JSON.stringify({ id: 'example' }) } : {}),
    isBase64Encoded: false,
  };
}
