import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';

export interface Clients {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  readonly cloudFormation: CloudFormationClient;
}

/** One implementation of AWS's API that the cases run against. */
export interface ContractTarget {
  readonly clients: Clients;
  /** Clients of the same endpoint that sign with these credentials. */
  clientsOf(credentials: Credentials): Clients;
  readonly region: string;
  readonly account: string;
  /** ARN of a role that Lambda may assume. */
  readonly role: string;
  /** Lets every accepted change of a function settle. */
  settle(): void;
  /** A stack of empty buckets, named by logical id. */
  makeStack(stack: {
    readonly stackName: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly buckets: readonly string[];
  }): Promise<void>;
  stop(): Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One behaviour that holds for AWS, and so for every implementation of its API. */
export interface ContractCase {
  readonly behaviour: string;
  /** What moto is known to do otherwise; such a case is left out there, and counted as skipped. */
  readonly notMoto?: string;
  run(target: ContractTarget): Promise<void>;
}

export interface ServiceFailure {
  readonly name: string;
  /** HTTP status. */
  readonly status: number | undefined;
  readonly message: string;
}

/** How the call failed; an error of the test when it did not. */
export async function failureOf(call: Promise<unknown>): Promise<ServiceFailure> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, status: statusOf(error), message: error.message };
  }
  throw new Error('The call was expected to fail, and did not.');
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const isObject = typeof metadata === 'object' && metadata !== null;
  const status: unknown = isObject && 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
