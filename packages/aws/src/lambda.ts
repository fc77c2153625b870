/** Lambda behind core's port. Reads and waits go through GetFunction, which has a rate limit of its own. */
import type {
  FunctionConfiguration,
  GetFunctionCommandOutput,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionCodeCommandOutput,
} from '@aws-sdk/client-lambda';
import {
  type CodeLocation,
  type DeployedFunction,
  FUNCTIONS_PER_PAGE,
  type FunctionTags,
  type LambdaPort,
  type ListedFunction,
  type Result,
  success,
  type UpdateCodeAnswer,
  type UpdateCodeRequest,
} from '@nx-lambda/core';
import { failedWrite, watchAttempts } from './attempts.ts';
import type { AwsClients } from './clients.ts';
import type { CodeLocations } from './deployed-code.ts';
import { type CallContext, failedCall } from './failure-of.ts';
import { getAlias, publishVersion, updateAlias } from './lambda-aliases.ts';
import { lambdaSdk } from './sdk.ts';

export function createLambdaPort(clients: AwsClients, locations?: CodeLocations): LambdaPort {
  return {
    async getFunction(name, signal) {
      const context = { action: 'lambda:GetFunction', subject: `function ${name}` };
      try {
        const command = new (lambdaSdk().GetFunctionCommand)({ FunctionName: name });
        const answer = await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) });
        const found = deployedFunction(name, answer, context);
        if (found.ok) locations?.note(found.value, answer.Code?.Location);
        return found;
      } catch (error) {
        return isNoFunction(error) ? success(undefined) : failedCall(error, context);
      }
    },

    async listFunctions(marker, signal) {
      const context = { action: 'lambda:ListFunctions', subject: 'account' };
      try {
        const command = new (lambdaSdk().ListFunctionsCommand)({
          MaxItems: FUNCTIONS_PER_PAGE,
          ...(marker !== undefined && { Marker: marker }),
        });
        const { Functions, NextMarker } = await clients
          .lambda()
          .send(command, { ...(signal && { abortSignal: signal }) });
        const functions = (Functions ?? []).flatMap((configuration) => listedFunction(configuration) ?? []);
        return success({ functions, ...(NextMarker ? { next: NextMarker } : {}) });
      } catch (error) {
        return failedCall(error, context);
      }
    },

    updateFunctionCode: (request, signal) => updateCode(clients, request, signal),
    getAlias: (name, alias, signal) => getAlias(clients, name, alias, signal),
    publishVersion: (request, signal) => publishVersion(clients, request, signal),
    updateAlias: (request, signal) => updateAlias(clients, request, signal),

    async invoke({ name, qualifier, payload, async }, signal) {
      try {
        const command = new (lambdaSdk().InvokeCommand)({
          FunctionName: name,
          InvocationType: async ? 'Event' : 'RequestResponse',
          // The log tail exists for synchronous invocations only.
          ...(!async && { LogType: 'Tail' }),
          ...(qualifier !== undefined && { Qualifier: qualifier }),
          Payload: payload,
        });
        const answer = await clients.invoker().send(command, { ...(signal && { abortSignal: signal }) });
        const { FunctionError, LogResult, ExecutedVersion } = answer;
        const { requestId } = answer.$metadata;
        return success({
          statusCode: answer.StatusCode ?? (async ? 202 : 200),
          payload: answer.Payload ?? new Uint8Array(),
          ...(FunctionError !== undefined && { functionError: FunctionError }),
          ...(LogResult !== undefined && { logTail: Buffer.from(LogResult, 'base64').toString('utf8') }),
          ...(ExecutedVersion !== undefined && { executedVersion: ExecutedVersion }),
          ...(requestId !== undefined && { requestId }),
        });
      } catch (error) {
        return failedCall(error, { action: 'lambda:InvokeFunction', subject: `function ${name}` });
      }
    },
  };
}

async function updateCode(
  clients: AwsClients,
  { name, code, revisionId, architecture, stop }: UpdateCodeRequest,
  signal: AbortSignal | undefined,
): Promise<Result<UpdateCodeAnswer>> {
  const context = { action: 'lambda:UpdateFunctionCode', subject: `function ${name}` };
  const command = new (lambdaSdk().UpdateFunctionCodeCommand)({
    FunctionName: name,
    RevisionId: revisionId,
    Architectures: [architecture === 'arm64' ? 'arm64' : 'x86_64'],
    ...codeMembers(code),
  });
  const attempts = watchAttempts(command, stop);
  try {
    return success(updateAnswer(await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) })));
  } catch (error) {
    const failure = failedWrite(error, attempts, context);
    return code.kind === 's3' && code.referTo !== undefined ? withBucketPolicy(failure, code) : failure;
  }
}

function codeMembers(code: CodeLocation): Partial<UpdateFunctionCodeCommandInput> {
  if (code.kind === 'zip') return { ZipFile: code.bytes };
  const { bucket: S3Bucket, key: S3Key, referTo } = code;
  // Without the mode each update would go back to a copy.
  const reference = { S3ObjectVersion: referTo, S3ObjectStorageMode: 'REFERENCE' } as const;
  return { S3Bucket, S3Key, ...(referTo !== undefined && reference) };
}

/** Lambda's own words only say that an object could not be read. */
function withBucketPolicy<T>(result: Result<T>, { bucket }: { readonly bucket: string }): Result<T> {
  if (result.ok || result.failures[0].code !== 'NXL-AWS-REJECTED') return result;
  const [cause, ...others] = result.failures;
  const note = `With "storage": "reference", the policy of ${bucket} must allow lambda.amazonaws.com s3:GetObject and s3:GetObjectVersion.`;
  return { ok: false, failures: [{ ...cause, notes: [...(cause.notes ?? []), note] }, ...others] };
}

function updateAnswer({ CodeSha256, RevisionId, LastUpdateStatus }: UpdateFunctionCodeCommandOutput): UpdateCodeAnswer {
  return {
    codeSha256: CodeSha256 ?? '',
    revisionId: RevisionId ?? '',
    ...(LastUpdateStatus !== undefined && { lastUpdateStatus: LastUpdateStatus }),
  };
}

/** Undefined: an answer without what identifies a function. */
function listedFunction(configuration: FunctionConfiguration): ListedFunction | undefined {
  const { FunctionArn: arn, FunctionName: physicalName, CodeSha256: codeSha256 } = configuration;
  const [, , , region, accountId] = arn?.split(':') ?? [];
  if (!arn || !physicalName || !region || !accountId || codeSha256 === undefined) return undefined;
  return {
    physicalName,
    arn,
    accountId,
    region,
    codeSha256,
    codeSize: configuration.CodeSize ?? 0,
    revisionId: configuration.RevisionId ?? '',
    architectures: configuration.Architectures ?? [],
    packageType: configuration.PackageType === 'Image' ? 'Image' : 'Zip',
    ...(configuration.Runtime !== undefined && { runtime: configuration.Runtime }),
    ...(configuration.Handler !== undefined && { handler: configuration.Handler }),
    ...(configuration.Layers !== undefined && { layers: layerArns(configuration) ?? [] }),
    ...(configuration.LastModified !== undefined && { lastModified: configuration.LastModified }),
  };
}

function deployedFunction(
  name: string,
  answer: GetFunctionCommandOutput,
  context: CallContext,
): Result<DeployedFunction> {
  const configuration = answer.Configuration ?? {};
  const { FunctionArn: arn, CodeSha256: codeSha256, RevisionId: revisionId } = configuration;
  const [, , , region, accountId] = arn?.split(':') ?? [];
  if (!arn || !region || !accountId || codeSha256 === undefined || revisionId === undefined) {
    return failedCall(new Error('the answer lacks FunctionArn, CodeSha256 or RevisionId'), context);
  }
  return success({
    physicalName: configuration.FunctionName ?? name,
    arn,
    accountId,
    region,
    codeSha256,
    codeSize: configuration.CodeSize ?? 0,
    revisionId,
    architectures: configuration.Architectures ?? [],
    packageType: configuration.PackageType === 'Image' ? 'Image' : 'Zip',
    ...optionalFields(configuration),
    tags: functionTags(answer),
  });
}

function optionalFields(configuration: FunctionConfiguration): Partial<DeployedFunction> {
  const fields = {
    runtime: configuration.Runtime,
    handler: configuration.Handler,
    state: configuration.State,
    stateReason: configuration.StateReason,
    lastUpdateStatus: configuration.LastUpdateStatus,
    lastUpdateStatusReason: configuration.LastUpdateStatusReason,
    lastUpdateStatusReasonCode: configuration.LastUpdateStatusReasonCode,
    lastModified: configuration.LastModified,
    layers: layerArns(configuration),
    version: configuration.Version,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function layerArns({ Layers }: FunctionConfiguration): readonly string[] | undefined {
  return Layers === undefined || Layers.length === 0 ? undefined : Layers.flatMap(({ Arn }) => Arn ?? []);
}

function functionTags({ Tags, TagsError }: GetFunctionCommandOutput): FunctionTags {
  if (TagsError === undefined) return { kind: 'read', tags: Tags ?? {} };
  return { kind: 'unreadable', message: TagsError.ErrorCode ?? 'AccessDeniedException' };
}

function isNoFunction(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
