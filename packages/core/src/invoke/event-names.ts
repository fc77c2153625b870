/** What a template names as the source of a function's events, so that an example of one looks like the real ones. */
import type { TemplateValue } from '../provision/template-json.ts';
import type { EventNames, EventType } from './sample-event.ts';

/** The event source's type in SAM, the property that names the resource, and the property of that resource's own name. */
const SOURCES: Readonly<
  Record<EventType, { readonly types: readonly string[]; readonly property?: string; readonly name?: string }>
> = {
  sqs: { types: ['SQS'], property: 'Queue', name: 'QueueName' },
  sns: { types: ['SNS'], property: 'Topic', name: 'TopicName' },
  s3: { types: ['S3'], property: 'Bucket', name: 'BucketName' },
  dynamodb: { types: ['DynamoDB'], property: 'Stream', name: 'TableName' },
  kinesis: { types: ['Kinesis'], property: 'Stream', name: 'Name' },
  eventbridge: { types: ['EventBridgeRule', 'CloudWatchEvent'] },
  schedule: { types: ['Schedule', 'ScheduleV2'] },
  'apigateway-v2': { types: ['HttpApi'] },
};

/** What the template does not tell stays open. */
export function eventNames(template: TemplateValue, logicalId: string, type: EventType): EventNames {
  const { types, property, name } = SOURCES[type];
  const resources = member(template, 'Resources');
  const events = member(member(member(resources, logicalId), 'Properties'), 'Events');
  const found = Object.entries(isMap(events) ? events : {}).find(([, event]) => {
    return types.includes(text(member(event, 'Type')) ?? '');
  });
  if (found === undefined) return {};
  const [rule, event] = found;
  const properties = member(event, 'Properties');
  const pattern = member(properties, 'Pattern') ?? member(properties, 'EventPattern');
  const method = text(member(properties, 'Method'));
  const source = property === undefined ? undefined : sourceName(resources, member(properties, property), name ?? '');
  return {
    rule: `${logicalId}${rule}`,
    ...opt('path', text(member(properties, 'Path'))),
    ...opt('method', method === undefined || /^(any|\*)$/i.test(method) ? undefined : method.toUpperCase()),
    ...opt('eventSource', text(first(member(pattern, 'source')))),
    ...opt('detailType', text(first(member(pattern, 'detail-type')))),
    ...opt('resource', source),
  };
}

/** The resource's own name, else its logical id: what CloudFormation makes of it is not known here. */
function sourceName(
  resources: TemplateValue | undefined,
  value: TemplateValue | undefined,
  name: string,
): string | undefined {
  if (typeof value === 'string') return value.replace(/^.*[:/]/, '');
  const attribute = member(value, 'Fn::GetAtt');
  const id = text(member(value, 'Ref')) ?? text(first(attribute)) ?? text(attribute)?.split('.')[0];
  if (id === undefined) return undefined;
  return text(member(member(member(resources, id), 'Properties'), name)) ?? id;
}

function isMap(value: TemplateValue | undefined): value is Readonly<Record<string, TemplateValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: TemplateValue | undefined, name: string): TemplateValue | undefined {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function first(value: TemplateValue | undefined): TemplateValue | undefined {
  return Array.isArray(value) ? value[0] : undefined;
}

function text(value: TemplateValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function opt<Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: string });
}
