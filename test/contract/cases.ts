import { IDENTITY_AND_STACK_CASES } from './cases/identity-and-stacks.ts';
import { LAMBDA_INVOKE_CASES } from './cases/lambda-invoke.ts';
import { LAMBDA_LAYER_CASES } from './cases/lambda-layers.ts';
import { LAMBDA_READ_CASES } from './cases/lambda-read.ts';
import { LAMBDA_UPDATE_CASES } from './cases/lambda-update.ts';
import { LAMBDA_VERSION_CASES } from './cases/lambda-versions.ts';
import { PARAMETER_STORE_CASES } from './cases/parameter-store.ts';
import { S3_CASES } from './cases/s3.ts';
import { S3_MULTIPART_CASES } from './cases/s3-multipart.ts';
import { S3_VERSION_CASES } from './cases/s3-versions.ts';
import { STACK_FAILURE_CASES } from './cases/stack-failures.ts';
import { STACK_LIFE_CASES } from './cases/stack-life.ts';
import type { ContractCase } from './contract-case.ts';

export const CONTRACT: Readonly<Record<string, readonly ContractCase[]>> = {
  'Lambda: reading functions': LAMBDA_READ_CASES,
  'Lambda: updating functions': LAMBDA_UPDATE_CASES,
  'Lambda: versions, aliases and tags': LAMBDA_VERSION_CASES,
  'Lambda: layers': LAMBDA_LAYER_CASES,
  'Lambda: Invoke': LAMBDA_INVOKE_CASES,
  'S3: buckets and objects': S3_CASES,
  'S3: versions and policies': S3_VERSION_CASES,
  'S3: multipart uploads': S3_MULTIPART_CASES,
  "SSM's Parameter Store": PARAMETER_STORE_CASES,
  'STS and CloudFormation': IDENTITY_AND_STACK_CASES,
  'CloudFormation: the life of a stack': STACK_LIFE_CASES,
  'CloudFormation: what it refuses': STACK_FAILURE_CASES,
};
