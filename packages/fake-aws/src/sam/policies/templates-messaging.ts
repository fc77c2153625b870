import type { PolicyTemplates } from './template-shape.ts';

/** Queues, topics, streams, mail, workflows and what watches them. From the public list of SAM's policy templates. */
export const MESSAGING_POLICIES: PolicyTemplates = {
  CloudWatchDashboardPolicy: {
    parameters: '',
    statements: [
      { actions: 'cloudwatch:GetDashboard cloudwatch:ListDashboards cloudwatch:PutDashboard cloudwatch:ListMetrics' },
    ],
  },
  CloudWatchDescribeAlarmHistoryPolicy: {
    parameters: '',
    statements: [{ actions: 'cloudwatch:DescribeAlarmHistory' }],
  },
  CloudWatchPutMetricPolicy: {
    parameters: '',
    statements: [{ actions: 'cloudwatch:PutMetricData' }],
  },
  EventBridgePutEventsPolicy: {
    parameters: 'EventBusName',
    statements: [{ action: 'events:PutEvents', resource: 'arn:*:events:*:*:event-bus/{eventBusName}' }],
  },
  FilterLogEventsPolicy: {
    parameters: 'LogGroupName',
    statements: [{ actions: 'logs:FilterLogEvents', resource: 'arn:*:logs:*:*:log-group:{logGroupName}:log-stream:*' }],
  },
  FirehoseCrudPolicy: {
    parameters: 'DeliveryStreamName',
    statements: [
      {
        actions:
          'firehose:CreateDeliveryStream firehose:DeleteDeliveryStream firehose:DescribeDeliveryStream firehose:PutRecord firehose:PutRecordBatch firehose:UpdateDestination',
        resource: 'arn:*:firehose:*:*:deliverystream/{deliveryStreamName}',
      },
    ],
  },
  FirehoseWritePolicy: {
    parameters: 'DeliveryStreamName',
    statements: [
      {
        actions: 'firehose:PutRecord firehose:PutRecordBatch',
        resource: 'arn:*:firehose:*:*:deliverystream/{deliveryStreamName}',
      },
    ],
  },
  KinesisCrudPolicy: {
    parameters: 'StreamName',
    statements: [
      {
        actions:
          'kinesis:AddTagsToStream kinesis:CreateStream kinesis:DecreaseStreamRetentionPeriod kinesis:DeleteStream kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetShardIterator kinesis:IncreaseStreamRetentionPeriod kinesis:ListTagsForStream kinesis:MergeShards kinesis:PutRecord kinesis:PutRecords kinesis:SplitShard kinesis:RemoveTagsFromStream',
        resource: 'arn:*:kinesis:*:*:stream/{streamName}',
      },
    ],
  },
  KinesisStreamReadPolicy: {
    parameters: 'StreamName',
    statements: [
      { actions: 'kinesis:ListStreams kinesis:DescribeLimits', resource: 'arn:*:kinesis:*:*:stream/*' },
      {
        actions: 'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator',
        resource: 'arn:*:kinesis:*:*:stream/{streamName}',
      },
    ],
  },
  MobileAnalyticsWriteOnlyAccessPolicy: {
    parameters: '',
    statements: [{ actions: 'mobileanalytics:PutEvents' }],
  },
  PinpointEndpointAccessPolicy: {
    parameters: 'PinpointApplicationId',
    statements: [
      {
        actions: 'mobiletargeting:GetEndpoint mobiletargeting:UpdateEndpoint mobiletargeting:UpdateEndpointsBatch',
        resource: 'arn:*:mobiletargeting:*:*:apps/{pinpointApplicationId}/endpoints/*',
      },
    ],
  },
  PollyFullAccessPolicy: {
    parameters: 'LexiconName',
    statements: [
      { actions: 'polly:GetLexicon polly:DeleteLexicon', resources: ['arn:*:polly:*:*:lexicon/{lexiconName}'] },
      {
        actions: 'polly:DescribeVoices polly:ListLexicons polly:PutLexicon polly:SynthesizeSpeech',
        resources: ['arn:*:polly:*:*:lexicon/*'],
      },
    ],
  },
  SESBulkTemplatedCrudPolicy: {
    parameters: 'IdentityName',
    statements: [
      {
        actions:
          'ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail ses:SendBulkTemplatedEmail ses:VerifyEmailIdentity',
        resource: 'arn:*:ses:*:*:identity/{identityName}',
      },
    ],
  },
  SESBulkTemplatedCrudPolicy_v2: {
    parameters: 'IdentityName TemplateName',
    statements: [
      {
        actions: 'ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail ses:SendBulkTemplatedEmail',
        resources: ['arn:*:ses:*:*:identity/{identityName}', 'arn:*:ses:*:*:template/{templateName}'],
      },
      { actions: 'ses:GetIdentityVerificationAttributes ses:VerifyEmailIdentity' },
    ],
  },
  SESCrudPolicy: {
    parameters: 'IdentityName',
    statements: [
      {
        actions: 'ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:VerifyEmailIdentity',
        resource: 'arn:*:ses:*:*:identity/{identityName}',
      },
    ],
  },
  SESEmailTemplateCrudPolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'ses:CreateTemplate ses:GetTemplate ses:ListTemplates ses:UpdateTemplate ses:DeleteTemplate ses:TestRenderTemplate',
      },
    ],
  },
  SESSendBouncePolicy: {
    parameters: 'IdentityName',
    statements: [{ actions: 'ses:SendBounce', resource: 'arn:*:ses:*:*:identity/{identityName}' }],
  },
  SNSCrudPolicy: {
    parameters: 'TopicName',
    statements: [
      {
        actions: 'sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish',
        resource: 'arn:*:sns:*:*:{topicName}*',
      },
    ],
  },
  SNSPublishMessagePolicy: {
    parameters: 'TopicName',
    statements: [{ actions: 'sns:Publish', resource: 'arn:*:sns:*:*:{topicName}' }],
  },
  SQSPollerPolicy: {
    parameters: 'QueueName',
    statements: [
      {
        actions:
          'sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage',
        resource: 'arn:*:sqs:*:*:{queueName}',
      },
    ],
  },
  SQSSendMessagePolicy: {
    parameters: 'QueueName',
    statements: [{ actions: 'sqs:SendMessage*', resource: 'arn:*:sqs:*:*:{queueName}' }],
  },
  StepFunctionsCallbackPolicy: {
    parameters: 'StateMachineName',
    statements: [
      {
        actions: 'states:SendTaskFailure states:SendTaskHeartbeat states:SendTaskSuccess',
        resource: 'arn:*:states:*:*:stateMachine:{stateMachineName}',
      },
    ],
  },
  StepFunctionsExecutionPolicy: {
    parameters: 'StateMachineName',
    statements: [{ actions: 'states:StartExecution', resource: 'arn:*:states:*:*:stateMachine:{stateMachineName}' }],
  },
  StepFunctionsExecutionPolicy_v2: {
    parameters: 'StateMachineName',
    statements: [
      {
        actions: 'states:StartExecution states:StartSyncExecution',
        resource: 'arn:*:states:*:*:stateMachine:{stateMachineName}',
      },
    ],
  },
};
