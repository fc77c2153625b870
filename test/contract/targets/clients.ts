import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { Clients, Credentials } from '../contract-case.ts';

export const REGION = 'eu-west-1';
export const CREDENTIALS: Credentials = { accessKeyId: 'AKIACONTRACT', secretAccessKey: 'contract' };

/** Real SDK clients that never retry: a case sees the first answer. */
export function clientsFor(endpoint: string, credentials: Credentials = CREDENTIALS): Clients {
  const config = { endpoint, region: REGION, credentials: { ...credentials }, maxAttempts: 1 };
  return {
    lambda: new LambdaClient(config),
    s3: new S3Client(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
    cloudFormation: new CloudFormationClient(config),
  };
}
