import { scalarText, textMember } from '../../json.ts';
import type { ResourceHandler, ResourceRequest } from './handler.ts';
import { arnOf, physicalName, randomEnd } from './names.ts';
import { recordHandler } from './record-handler.ts';

/** "The name of a FIFO queue must end with the .fifo suffix"; CloudFormation adds it to the names it makes up. */
function fifoName(request: ResourceRequest, nameProperty: string, flag: string, most: number): string {
  const fifo = scalarText(request.properties[flag]) === 'true';
  const name = physicalName(request, nameProperty, fifo ? most - 5 : most);
  return fifo && !name.endsWith('.fifo') ? `${name}.fifo` : name;
}

const last = (text: string, separator: string): string => text.slice(text.lastIndexOf(separator) + 1);

export const MESSAGING_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::SQS::Queue': recordHandler({
    replacedBy: ['QueueName', 'FifoQueue'],
    nameProperty: 'QueueName',
    physicalId: (request) =>
      `https://sqs.${request.stack.region}.amazonaws.com/${request.stack.account}/${fifoName(request, 'QueueName', 'FifoQueue', 80)}`,
    attributes: (url, request) => ({
      Arn: arnOf(request, 'sqs', last(url, '/')),
      QueueName: last(url, '/'),
      QueueUrl: url,
    }),
  }),
  'AWS::SQS::QueuePolicy': recordHandler({ tagged: false, attributes: (id) => ({ Id: id }) }),
  'AWS::SNS::Topic': recordHandler({
    replacedBy: ['TopicName', 'FifoTopic'],
    nameProperty: 'TopicName',
    physicalId: (request) => arnOf(request, 'sns', fifoName(request, 'TopicName', 'FifoTopic', 256)),
    attributes: (arn) => ({ TopicArn: arn, TopicName: last(arn, ':') }),
  }),
  'AWS::SNS::Subscription': recordHandler({
    replacedBy: ['Endpoint', 'Protocol', 'TopicArn'],
    tagged: false,
    physicalId: (request) => `${textMember(request.properties, 'TopicArn') ?? ''}:${request.world.newId()}`,
    attributes: (arn) => ({ Arn: arn }),
  }),
  'AWS::SNS::TopicPolicy': recordHandler({ tagged: false, attributes: (id) => ({ Id: id }) }),
  'AWS::Events::EventBus': recordHandler({
    nameProperty: 'Name',
    attributes: (name, request) => ({ Arn: arnOf(request, 'events', `event-bus/${name}`), Name: name, Policy: '' }),
  }),
  'AWS::Events::Rule': recordHandler({
    replacedBy: ['Name', 'EventBusName'],
    nameProperty: 'Name',
    tagged: false,
    physicalId: (request) => physicalName(request, 'Name', 64),
    attributes: (name, request) => ({ Arn: arnOf(request, 'events', `rule/${name}`) }),
  }),
  'AWS::Scheduler::Schedule': recordHandler({
    nameProperty: 'Name',
    tagged: false,
    physicalId: (request) => physicalName(request, 'Name', 64),
    attributes: (name, request) => ({
      Arn: arnOf(request, 'scheduler', `schedule/${textMember(request.properties, 'GroupName') ?? 'default'}/${name}`),
    }),
  }),
  'AWS::StepFunctions::StateMachine': recordHandler({
    replacedBy: ['StateMachineName', 'StateMachineType'],
    nameProperty: 'StateMachineName',
    physicalId: (request) => arnOf(request, 'states', `stateMachine:${physicalName(request, 'StateMachineName', 80)}`),
    attributes: (arn, request) => ({
      Arn: arn,
      Name: last(arn, ':'),
      StateMachineRevisionId: request.world.newId(),
    }),
  }),
  'AWS::Kinesis::Stream': recordHandler({
    nameProperty: 'Name',
    physicalId: (request) => physicalName(request, 'Name', 128),
    attributes: (name, request) => ({ Arn: arnOf(request, 'kinesis', `stream/${name}`) }),
  }),
  'AWS::Logs::LogGroup': recordHandler({
    nameProperty: 'LogGroupName',
    attributes: (name, request) => ({ Arn: `${arnOf(request, 'logs', `log-group:${name}`)}:*` }),
  }),
  'AWS::CloudWatch::Alarm': recordHandler({
    nameProperty: 'AlarmName',
    attributes: (name, request) => ({ Arn: arnOf(request, 'cloudwatch', `alarm:${name}`) }),
  }),
  'AWS::Cognito::UserPool': recordHandler({
    replacedBy: ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'],
    physicalId: (request) => `${request.stack.region}_${randomEnd(request, 9)}`,
    attributes: (id, request) => ({
      Arn: arnOf(request, 'cognito-idp', `userpool/${id}`),
      ProviderName: `cognito-idp.${request.stack.region}.amazonaws.com/${id}`,
      ProviderURL: `https://cognito-idp.${request.stack.region}.amazonaws.com/${id}`,
      UserPoolId: id,
    }),
  }),
  'AWS::Cognito::UserPoolClient': recordHandler({
    replacedBy: ['UserPoolId', 'GenerateSecret'],
    tagged: false,
    physicalId: (request) => randomEnd(request, 26).toLowerCase(),
    attributes: (id) => ({ ClientId: id, Name: id }),
  }),
};
