import type { PolicyTemplates } from './template-shape.ts';

/** Storage, keys, secrets and names. From the public list of SAM's policy templates. */
export const STORAGE_POLICIES: PolicyTemplates = {
  AWSSecretsManagerGetSecretValuePolicy: {
    parameters: 'SecretArn',
    statements: [{ actions: 'secretsmanager:GetSecretValue', resource: '{secretArn}' }],
  },
  AWSSecretsManagerRotationPolicy: {
    parameters: 'FunctionName',
    statements: [
      {
        actions:
          'secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage',
        resource: 'arn:*:secretsmanager:*:*:secret:*',
        equal: {
          key: 'secretsmanager:resource/AllowRotationLambdaArn',
          resource: 'arn:*:lambda:*:*:function:{functionName}',
        },
      },
      { actions: 'secretsmanager:GetRandomPassword' },
    ],
  },
  AcmGetCertificatePolicy: {
    parameters: 'CertificateArn',
    statements: [{ actions: 'acm:GetCertificate', resource: '{certificateArn}' }],
  },
  CodeCommitCrudPolicy: {
    parameters: 'RepositoryName',
    statements: [
      {
        actions:
          'codecommit:GitPull codecommit:GitPush codecommit:CreateBranch codecommit:DeleteBranch codecommit:GetBranch codecommit:ListBranches codecommit:MergeBranchesByFastForward codecommit:MergeBranchesBySquash codecommit:MergeBranchesByThreeWay codecommit:UpdateDefaultBranch codecommit:BatchDescribeMergeConflicts codecommit:CreateUnreferencedMergeCommit codecommit:DescribeMergeConflicts codecommit:GetMergeCommit codecommit:GetMergeOptions codecommit:BatchGetPullRequests codecommit:CreatePullRequest codecommit:DescribePullRequestEvents codecommit:GetCommentsForPullRequest codecommit:GetCommitsFromMergeBase codecommit:GetMergeConflicts codecommit:GetPullRequest codecommit:ListPullRequests codecommit:MergePullRequestByFastForward codecommit:MergePullRequestBySquash codecommit:MergePullRequestByThreeWay codecommit:PostCommentForPullRequest codecommit:UpdatePullRequestDescription codecommit:UpdatePullRequestStatus codecommit:UpdatePullRequestTitle codecommit:DeleteFile codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:PutFile codecommit:DeleteCommentContent codecommit:GetComment codecommit:GetCommentsForComparedCommit codecommit:PostCommentForComparedCommit codecommit:PostCommentReply codecommit:UpdateComment codecommit:BatchGetCommits codecommit:CreateCommit codecommit:GetCommit codecommit:GetCommitHistory codecommit:GetDifferences codecommit:GetObjectIdentifier codecommit:GetReferences codecommit:GetTree codecommit:GetRepository codecommit:UpdateRepositoryDescription codecommit:ListTagsForResource codecommit:TagResource codecommit:UntagResource codecommit:GetRepositoryTriggers codecommit:PutRepositoryTriggers codecommit:TestRepositoryTriggers codecommit:GetBranch codecommit:GetCommit codecommit:UploadArchive codecommit:GetUploadArchiveStatus codecommit:CancelUploadArchive',
        resource: 'arn:*:codecommit:*:*:{repositoryName}',
      },
    ],
  },
  CodeCommitReadPolicy: {
    parameters: 'RepositoryName',
    statements: [
      {
        actions:
          'codecommit:GitPull codecommit:GetBranch codecommit:ListBranches codecommit:BatchDescribeMergeConflicts codecommit:DescribeMergeConflicts codecommit:GetMergeCommit codecommit:GetMergeOptions codecommit:BatchGetPullRequests codecommit:DescribePullRequestEvents codecommit:GetCommentsForPullRequest codecommit:GetCommitsFromMergeBase codecommit:GetMergeConflicts codecommit:GetPullRequest codecommit:ListPullRequests codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:GetComment codecommit:GetCommentsForComparedCommit codecommit:BatchGetCommits codecommit:GetCommit codecommit:GetCommitHistory codecommit:GetDifferences codecommit:GetObjectIdentifier codecommit:GetReferences codecommit:GetTree codecommit:GetRepository codecommit:ListTagsForResource codecommit:GetRepositoryTriggers codecommit:TestRepositoryTriggers codecommit:GetBranch codecommit:GetCommit codecommit:GetUploadArchiveStatus',
        resource: 'arn:*:codecommit:*:*:{repositoryName}',
      },
    ],
  },
  DynamoDBBackupFullAccessPolicy: {
    parameters: 'TableName',
    statements: [
      {
        actions: 'dynamodb:CreateBackup dynamodb:DescribeContinuousBackups',
        resource: 'arn:*:dynamodb:*:*:table/{tableName}',
      },
      {
        actions: 'dynamodb:DeleteBackup dynamodb:DescribeBackup dynamodb:ListBackups',
        resource: 'arn:*:dynamodb:*:*:table/{tableName}/backup/*',
      },
    ],
  },
  DynamoDBCrudPolicy: {
    parameters: 'TableName',
    statements: [
      {
        actions:
          'dynamodb:GetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan dynamodb:Query dynamodb:UpdateItem dynamodb:BatchWriteItem dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:ConditionCheckItem',
        resources: ['arn:*:dynamodb:*:*:table/{tableName}', 'arn:*:dynamodb:*:*:table/{tableName}/index/*'],
      },
    ],
  },
  DynamoDBReadPolicy: {
    parameters: 'TableName',
    statements: [
      {
        actions: 'dynamodb:GetItem dynamodb:Scan dynamodb:Query dynamodb:BatchGetItem dynamodb:DescribeTable',
        resources: ['arn:*:dynamodb:*:*:table/{tableName}', 'arn:*:dynamodb:*:*:table/{tableName}/index/*'],
      },
    ],
  },
  DynamoDBReconfigurePolicy: {
    parameters: 'TableName',
    statements: [{ actions: 'dynamodb:UpdateTable', resource: 'arn:*:dynamodb:*:*:table/{tableName}' }],
  },
  DynamoDBRestoreFromBackupPolicy: {
    parameters: 'TableName',
    statements: [
      { actions: 'dynamodb:RestoreTableFromBackup', resource: 'arn:*:dynamodb:*:*:table/{tableName}/backup/*' },
      {
        actions:
          'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchWriteItem',
        resource: 'arn:*:dynamodb:*:*:table/{tableName}',
      },
    ],
  },
  DynamoDBStreamReadPolicy: {
    parameters: 'StreamName TableName',
    statements: [
      {
        actions: 'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator',
        resource: 'arn:*:dynamodb:*:*:table/{tableName}/stream/{streamName}',
      },
      { actions: 'dynamodb:ListStreams', resource: 'arn:*:dynamodb:*:*:table/{tableName}/stream/*' },
    ],
  },
  DynamoDBWritePolicy: {
    parameters: 'TableName',
    statements: [
      {
        actions: 'dynamodb:PutItem dynamodb:UpdateItem dynamodb:BatchWriteItem',
        resources: ['arn:*:dynamodb:*:*:table/{tableName}', 'arn:*:dynamodb:*:*:table/{tableName}/index/*'],
      },
    ],
  },
  EFSWriteAccessPolicy: {
    parameters: 'AccessPoint FileSystem',
    statements: [
      {
        actions: 'elasticfilesystem:ClientMount elasticfilesystem:ClientWrite',
        resource: 'arn:*:elasticfilesystem:*:*:file-system/{FileSystem}',
        equal: {
          key: 'elasticfilesystem:AccessPointArn',
          resource: 'arn:*:elasticfilesystem:*:*:access-point/{AccessPoint}',
        },
      },
    ],
  },
  ElasticsearchHttpPostPolicy: {
    parameters: 'DomainName',
    statements: [{ actions: 'es:ESHttpPost es:ESHttpPut', resource: 'arn:*:es:*:*:domain/{domainName}/*' }],
  },
  KMSDecryptPolicy: {
    parameters: 'KeyId',
    statements: [{ action: 'kms:Decrypt', resource: 'arn:*:kms:*:*:key/{keyId}' }],
  },
  KMSEncryptPolicy: {
    parameters: 'KeyId',
    statements: [{ action: 'kms:Encrypt', resource: 'arn:*:kms:*:*:key/{keyId}' }],
  },
  KMSEncryptPolicy_v2: {
    parameters: 'KeyId',
    statements: [
      {
        actions:
          'kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:GenerateDataKeyPair kms:GenerateDataKeyPairWithoutPlaintext',
        resource: 'arn:*:kms:*:*:key/{keyId}',
      },
    ],
  },
  Route53ChangeResourceRecordSetsPolicy: {
    parameters: 'HostedZoneId',
    statements: [
      { actions: 'route53:ChangeResourceRecordSets', resource: 'arn:*:route53:::hostedzone/{HostedZoneId}' },
    ],
  },
  S3CrudPolicy: {
    parameters: 'BucketName',
    statements: [
      {
        actions:
          's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration s3:DeleteObject',
        resources: ['arn:*:s3:::{bucketName}', 'arn:*:s3:::{bucketName}/*'],
      },
    ],
  },
  S3FullAccessPolicy: {
    parameters: 'BucketName',
    statements: [
      {
        actions:
          's3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:DeleteObject s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging s3:PutObjectVersionTagging',
        resources: ['arn:*:s3:::{bucketName}/*'],
      },
      {
        actions: 's3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration',
        resources: ['arn:*:s3:::{bucketName}'],
      },
    ],
  },
  S3ReadPolicy: {
    parameters: 'BucketName',
    statements: [
      {
        actions: 's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:GetLifecycleConfiguration',
        resources: ['arn:*:s3:::{bucketName}', 'arn:*:s3:::{bucketName}/*'],
      },
    ],
  },
  S3WritePolicy: {
    parameters: 'BucketName',
    statements: [
      {
        actions: 's3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration',
        resources: ['arn:*:s3:::{bucketName}', 'arn:*:s3:::{bucketName}/*'],
      },
    ],
  },
  SSMParameterReadPolicy: {
    parameters: 'ParameterName',
    statements: [
      { actions: 'ssm:DescribeParameters' },
      {
        actions: 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath',
        resource: 'arn:*:ssm:*:*:parameter/{parameterName}',
      },
    ],
  },
  SSMParameterWithSlashPrefixReadPolicy: {
    parameters: 'ParameterName',
    statements: [
      { actions: 'ssm:DescribeParameters' },
      {
        actions: 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath',
        resource: 'arn:*:ssm:*:*:parameter{parameterName}',
      },
    ],
  },
  ServerlessRepoReadWriteAccessPolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'serverlessrepo:CreateApplication serverlessrepo:CreateApplicationVersion serverlessrepo:UpdateApplication serverlessrepo:GetApplication serverlessrepo:ListApplications serverlessrepo:ListApplicationVersions serverlessrepo:ListApplicationDependencies',
        resources: ['arn:*:serverlessrepo:*:*:applications/*'],
      },
    ],
  },
};
