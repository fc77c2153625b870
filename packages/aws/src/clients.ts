/** One client for each service, made once, all with the same settings. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { credentialsOf } from './credentials.ts';
import { paceRequests } from './pacing.ts';
import { cloudFormationSdk, lambdaSdk, s3Sdk, ssmSdk, stsSdk } from './sdk.ts';
import type { AwsSettings } from './settings.ts';

export interface AwsClients {
  lambda(): LambdaClient;
  /** Tries once only and waits as long as a function may run: an invocation repeated unasked would run twice. */
  invoker(): LambdaClient;
  cloudFormation(): CloudFormationClient;
  s3(): S3Client;
  ssm(): SSMClient;
  sts(): STSClient;
  /** Closes idle connections. */
  close(): void;
}

/**
 * The SDK's retries are the only ones. So many, because a team shares the rate limits: a request that eight times in a
 * row is one too many is next to impossible once all have slowed down.
 */
const MAX_ATTEMPTS = 8;

/** Milliseconds to connect. */
const CONNECTION_TIMEOUT = 5000;

/** Milliseconds without a byte on the socket, for all calls but invocations. */
const SOCKET_TIMEOUT = 60_000;

/** Lambda lets a function run for 15 minutes. */
const INVOKE_SOCKET_TIMEOUT = 16 * 60_000;

export function createClients(settings: AwsSettings): AwsClients {
  const { region, endpoint, profile, maxAttempts = MAX_ATTEMPTS } = settings;
  const made: { destroy(): void }[] = [];
  const base = {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    // Here for the region and the endpoint that it names; its credentials are given below.
    ...(profile !== undefined && { profile }),
    maxAttempts,
    retryMode: 'standard',
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, socketTimeout: SOCKET_TIMEOUT },
  };
  const credentials = credentialsOf(settings, (own) => {
    const client = withoutVersionWarning(() => new (stsSdk().STSClient)({ ...base, ...own }));
    made.push(client);
    return client;
  });
  const common = { ...base, ...(credentials !== undefined && { credentials }) };
  const once = <C extends { destroy(): void }>(make: () => C): (() => C) => {
    let client: C | undefined;
    return () => {
      if (client === undefined) {
        client = withoutVersionWarning(make);
        made.push(client);
      }
      return client;
    };
  };
  const patient = { connectionTimeout: CONNECTION_TIMEOUT, socketTimeout: INVOKE_SOCKET_TIMEOUT };
  return {
    lambda: once(() => {
      const client = new (lambdaSdk().LambdaClient)(common);
      paceRequests(client, settings);
      return client;
    }),
    invoker: once(() => new (lambdaSdk().LambdaClient)({ ...common, maxAttempts: 1, requestHandler: patient })),
    cloudFormation: once(() => new (cloudFormationSdk().CloudFormationClient)(common)),
    s3: once(() => new (s3Sdk().S3Client)({ ...common, ...(endpoint !== undefined && { forcePathStyle: true }) })),
    ssm: once(() => new (ssmSdk().SSMClient)(common)),
    sts: once(() => new (stsSdk().STSClient)(common)),
    close: () => {
      for (const client of made) client.destroy();
    },
  };
}

/**
 * On Node 20 the SDK's first client warns that it will drop that version. The constructor does so at once, so holding
 * this one warning back while it runs leaves all others alone.
 */
function withoutVersionWarning<T>(make: () => T): T {
  const emitWarning = process.emitWarning;
  const filtered = (warning: string | Error, ...rest: unknown[]): void => {
    if (!String(warning).includes('NodeVersionSupportWarning')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  process.emitWarning = filtered;
  try {
    return make();
  } finally {
    process.emitWarning = emitWarning;
  }
}
