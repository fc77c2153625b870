import { type Generated, generated, given, handedDown } from '../generated.ts';
import { isIntrinsic } from '../intrinsics.ts';
import { isGiven, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { managedPolicyArn } from '../partition.ts';
import { DESTINATION_POLICIES } from '../policies/role-policies.ts';
import { EventProblem } from '../problem.ts';
import {
  ANY,
  BOOLEAN,
  each,
  INTEGER,
  LIST,
  literal,
  MAP,
  optional,
  type PropertyRules,
  STRING,
} from '../property-rules.ts';
import type { EventSource, EventSources, SamEvent } from './event.ts';
import { brokerPolicy, documentDbPolicy, kafkaPolicy, mskPolicy } from './polled-policies.ts';
import { allowOnRole } from './role-additions.ts';

/** What differs from source to source. */
interface PolledSource {
  /** The property that names the source's ARN. */
  readonly arn?: string;
  readonly rules: PropertyRules;
  /** The policy of AWS that the role needs, below `service-role/`. */
  readonly managedPolicy?: string;
  readonly policy?: (event: SamEvent) => JsonObject | undefined;
  readonly extra?: (properties: JsonObject) => Readonly<Record<string, JsonValue | undefined>>;
}

/** What goes into the event source mapping as it stands. */
const MAPPED = [
  'StartingPosition',
  'StartingPositionTimestamp',
  'BatchSize',
  'Enabled',
  'MaximumBatchingWindowInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'MaximumRecordAgeInSeconds',
  'ParallelizationFactor',
  'Topics',
  'Queues',
  'SourceAccessConfigurations',
  'TumblingWindowInSeconds',
  'FunctionResponseTypes',
  'FilterCriteria',
  'KmsKeyArn',
  'ScalingConfig',
  'ProvisionedPollerConfig',
  'MetricsConfig',
  'LoggingConfig',
];

const SHARED: PropertyRules = {
  BatchSize: optional(INTEGER),
  ...each('StartingPosition StartingPositionTimestamp', literal(ANY)),
  Enabled: optional(BOOLEAN),
  ...each('MaximumBatchingWindowInSeconds MaximumRetryAttempts', optional(INTEGER)),
  BisectBatchOnFunctionError: optional(BOOLEAN),
  MaximumRecordAgeInSeconds: optional(INTEGER),
  DestinationConfig: optional(MAP),
  ParallelizationFactor: optional(INTEGER),
  ...each('Topics Queues SourceAccessConfigurations', optional(LIST)),
  SecretsManagerKmsKeyId: optional(STRING),
  TumblingWindowInSeconds: optional(INTEGER),
  ...each('FunctionResponseTypes KafkaBootstrapServers', optional(LIST)),
  FilterCriteria: optional(MAP),
  KmsKeyArn: literal(ANY),
  ConsumerGroupId: optional(STRING),
  ...each('ScalingConfig ProvisionedPollerConfig SchemaRegistryConfig MetricsConfig LoggingConfig', optional(MAP)),
};

function requires(names: string): PropertyRules {
  return { ...SHARED, ...each(names, literal(ANY, true)) };
}

function kafkaConfig(properties: JsonObject): JsonObject | undefined {
  const config = given({
    ConsumerGroupId: isGiven(properties['ConsumerGroupId']) ? properties['ConsumerGroupId'] : undefined,
    SchemaRegistryConfig: isGiven(properties['SchemaRegistryConfig']) ? properties['SchemaRegistryConfig'] : undefined,
  });
  return isGiven(config) ? config : undefined;
}

export const SQS = polled({
  arn: 'Queue',
  rules: requires('Queue'),
  managedPolicy: 'AWSLambdaSQSQueueExecutionRole',
});

/** The sources that Lambda polls. */
export const POLLED_SOURCES: EventSources = {
  SQS,
  DynamoDB: polled({
    arn: 'Stream',
    rules: requires('StartingPosition Stream'),
    managedPolicy: 'AWSLambdaDynamoDBExecutionRole',
  }),
  Kinesis: polled({
    arn: 'Stream',
    rules: requires('StartingPosition Stream'),
    managedPolicy: 'AWSLambdaKinesisExecutionRole',
  }),
  MSK: polled({
    arn: 'Stream',
    rules: requires('StartingPosition Stream'),
    managedPolicy: 'AWSLambdaMSKExecutionRole',
    policy: mskPolicy,
    extra: (properties) => ({ AmazonManagedKafkaEventSourceConfig: kafkaConfig(properties) }),
  }),
  MQ: polled({
    arn: 'Broker',
    rules: { ...requires('Broker'), DynamicPolicyName: literal(BOOLEAN) },
    policy: brokerPolicy,
  }),
  SelfManagedKafka: polled({
    rules: SHARED,
    policy: kafkaPolicy,
    extra: (properties) => ({ SelfManagedKafkaEventSourceConfig: kafkaConfig(properties) }),
  }),
  DocumentDB: polled({
    arn: 'Cluster',
    rules: { ...requires('Cluster DatabaseName'), ...each('CollectionName FullDocument', literal(ANY)) },
    policy: documentDbPolicy,
    extra: ({ DatabaseName, CollectionName, FullDocument }) => ({
      DocumentDBEventSourceConfig: given({ DatabaseName, CollectionName, FullDocument }),
    }),
  }),
};

function polled(source: PolledSource): EventSource {
  return {
    rules: source.rules,
    resources(event, target, context) {
      const { properties } = event;
      checkFilters(event);
      const servers = properties['KafkaBootstrapServers'];
      if (isGiven(properties['ConsumerGroupId']) && source.extra === undefined) {
        const message = `Property ConsumerGroupId not defined for resource of type ${event.type}.`;
        throw new EventProblem(event.id, message);
      }
      const failures = onFailure(event);
      const mapping = generated(
        'AWS::Lambda::EventSourceMapping',
        event.id,
        {
          FunctionName: target.name,
          EventSourceArn: source.arn === undefined ? undefined : properties[source.arn],
          ...Object.fromEntries(MAPPED.map((name) => [name, properties[name]])),
          SelfManagedEventSource: isGiven(servers) ? { Endpoints: { KafkaBootstrapServers: servers } } : undefined,
          DestinationConfig: failures?.config,
          ...source.extra?.(properties),
        },
        { attributes: handedDown(target.attributes) },
      );
      const { managedPolicy } = source;
      allowOnRole(target.role, {
        policy: source.policy?.(event),
        destination: failures?.policy,
        arn: managedPolicy && managedPolicyArn(context.partition, `service-role/${managedPolicy}`),
      });
      return [mapping] satisfies readonly Generated[];
    },
  };
}

/** Where failed batches go: without the type that SAM adds, and with the policy that the role needs. */
function onFailure(event: SamEvent): { config: JsonObject; policy?: JsonObject | undefined } | undefined {
  const config = event.properties['DestinationConfig'];
  if (!isObject(config) || !isGiven(config)) return undefined;
  const written = config['OnFailure'];
  if (!isObject(written)) {
    throw new EventProblem(event.id, "Property 'DestinationConfig.OnFailure' should be a map.");
  }
  const { Type: type, ...rest } = written;
  if (!isGiven(type)) return { config };
  if (!isString(type) || !['SQS', 'SNS', 'S3', 'Kafka'].includes(type)) {
    throw new EventProblem(event.id, "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'");
  }
  return {
    config: { ...config, OnFailure: rest },
    policy: DESTINATION_POLICIES[type]?.(written['Destination'] ?? null, event.id),
  };
}

function checkFilters(event: SamEvent): void {
  const filters = event.properties['FilterCriteria'];
  if (!isObject(filters) || !isGiven(filters) || isIntrinsic(filters)) return;
  if (Object.keys(filters).join() !== 'Filters') {
    throw new EventProblem(event.name, 'FilterCriteria field has a wrong format');
  }
}
