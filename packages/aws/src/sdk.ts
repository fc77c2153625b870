/**
 * The SDK's clients, loaded when they are first needed. Its CommonJS build loads measurably faster than its ES modules,
 * hence `require`.
 */
import { createRequire } from 'node:module';
import type * as CloudFormation from '@aws-sdk/client-cloudformation';
import type * as Lambda from '@aws-sdk/client-lambda';
import type * as S3 from '@aws-sdk/client-s3';
import type * as Ssm from '@aws-sdk/client-ssm';
import type * as Sts from '@aws-sdk/client-sts';
import type * as Profiles from '@aws-sdk/credential-provider-ini';

const require = createRequire(import.meta.url);

export function lambdaSdk(): typeof Lambda {
  return require('@aws-sdk/client-lambda');
}

export function cloudFormationSdk(): typeof CloudFormation {
  return require('@aws-sdk/client-cloudformation');
}

export function s3Sdk(): typeof S3 {
  return require('@aws-sdk/client-s3');
}

export function stsSdk(): typeof Sts {
  return require('@aws-sdk/client-sts');
}

export function ssmSdk(): typeof Ssm {
  return require('@aws-sdk/client-ssm');
}

/** Part of every client: it loads what a profile asks for (SSO, roles, programs) when it does. */
export function profilesSdk(): typeof Profiles {
  return require('@aws-sdk/credential-provider-ini');
}
