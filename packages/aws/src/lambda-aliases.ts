/**
 * Versions and aliases behind core's port. All of these calls share the bucket of 15 requests a second with the writes
 * of code: where an alias leads to is therefore read by GetFunction, and GetAlias is asked only before a move.
 */
import type { AliasConfiguration } from '@aws-sdk/client-lambda';
import {
  type DeployedAlias,
  type PublishVersionAnswer,
  type PublishVersionRequest,
  type Result,
  success,
  type UpdateAliasRequest,
} from '@nx-lambda/core';
import { failedWrite, watchAttempts } from './attempts.ts';
import type { AwsClients } from './clients.ts';
import { type CallContext, failedCall } from './failure-of.ts';
import { lambdaSdk } from './sdk.ts';

export async function getAlias(
  clients: AwsClients,
  name: string,
  alias: string,
  signal?: AbortSignal,
): Promise<Result<DeployedAlias | undefined>> {
  const context = { action: 'lambda:GetAlias', subject: `alias ${alias} of function ${name}` };
  try {
    const command = new (lambdaSdk().GetAliasCommand)({ FunctionName: name, Name: alias });
    const answer = await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) });
    return deployedAlias(answer, context);
  } catch (error) {
    const absent = error instanceof Error && error.name === 'ResourceNotFoundException';
    return absent ? success(undefined) : failedCall(error, context);
  }
}

export async function publishVersion(
  clients: AwsClients,
  { name, codeSha256, revisionId, stop }: PublishVersionRequest,
  signal?: AbortSignal,
): Promise<Result<PublishVersionAnswer>> {
  const context = { action: 'lambda:PublishVersion', subject: `function ${name}` };
  const command = new (lambdaSdk().PublishVersionCommand)({
    FunctionName: name,
    CodeSha256: codeSha256,
    RevisionId: revisionId,
  });
  const attempts = watchAttempts(command, stop);
  try {
    const answer = await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) });
    const { Version: version, CodeSha256: published, State: state } = answer;
    if (version === undefined || published === undefined) {
      return failedCall(new Error('the answer lacks Version or CodeSha256'), context);
    }
    return success({ version, codeSha256: published, ...(state !== undefined && { state }) });
  } catch (error) {
    return failedWrite(error, attempts, context);
  }
}

export async function updateAlias(
  clients: AwsClients,
  { name, alias, version, revisionId, stop }: UpdateAliasRequest,
  signal?: AbortSignal,
): Promise<Result<DeployedAlias>> {
  const context = { action: 'lambda:UpdateAlias', subject: `alias ${alias} of function ${name}` };
  const command = new (lambdaSdk().UpdateAliasCommand)({
    FunctionName: name,
    Name: alias,
    FunctionVersion: version,
    RevisionId: revisionId,
  });
  const attempts = watchAttempts(command, stop);
  try {
    return deployedAlias(await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) }), context);
  } catch (error) {
    return failedWrite(error, attempts, context);
  }
}

function deployedAlias(answer: AliasConfiguration, context: CallContext): Result<DeployedAlias> {
  const { Name: name, FunctionVersion: version, RevisionId: revisionId, RoutingConfig: routing } = answer;
  if (name === undefined || version === undefined || revisionId === undefined) {
    return failedCall(new Error('the answer lacks Name, FunctionVersion or RevisionId'), context);
  }
  return success({ name, version, revisionId, weights: routing?.AdditionalVersionWeights ?? {} });
}
