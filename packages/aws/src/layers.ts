/** Layers behind core's port. */
import type { PublishLayerVersionCommandInput } from '@aws-sdk/client-lambda';
import { type LayerPort, parseLayerVersion, success } from '@nx-lambda/core';
import { failedWrite, watchAttempts } from './attempts.ts';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { lambdaSdk } from './sdk.ts';

const VERSIONS_PER_PAGE = 50;

export function createLayerPort(clients: AwsClients): LayerPort {
  return {
    async getVersion(arn, signal) {
      const context = { action: 'lambda:GetLayerVersion', subject: `layer version ${arn}` };
      try {
        const command = new (lambdaSdk().GetLayerVersionByArnCommand)({ Arn: arn });
        const { Content } = await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) });
        if (Content?.CodeSha256 === undefined) return failedCall(new Error('the answer has no CodeSha256'), context);
        return success({ arn, codeSha256: Content.CodeSha256 });
      } catch (error) {
        return isNoVersion(error) ? success(undefined) : failedCall(error, context);
      }
    },

    async listVersions(name, marker, signal) {
      try {
        const command = new (lambdaSdk().ListLayerVersionsCommand)({
          LayerName: name,
          MaxItems: VERSIONS_PER_PAGE,
          ...(marker !== undefined && { Marker: marker }),
        });
        const answer = await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) });
        const versions = (answer.LayerVersions ?? []).flatMap(({ LayerVersionArn: arn, Version, Description = '' }) =>
          arn === undefined || Version === undefined ? [] : [{ arn, version: Version, description: Description }],
        );
        return success({ versions, ...(answer.NextMarker ? { next: answer.NextMarker } : {}) });
      } catch (error) {
        if (isNoVersion(error)) return success({ versions: [] });
        return failedCall(error, { action: 'lambda:ListLayerVersions', subject: `layer ${name}` });
      }
    },

    async publish({ name, code, description, compatibleRuntimes, compatibleArchitectures, stop }) {
      const context = { action: 'lambda:PublishLayerVersion', subject: `layer ${name}` };
      const input: PublishLayerVersionCommandInput = {
        LayerName: name,
        Description: description,
        Content: code.kind === 'zip' ? { ZipFile: code.bytes } : { S3Bucket: code.bucket, S3Key: code.key },
        // As the template names them: Lambda may know more of them than the SDK's types.
        ...(compatibleRuntimes.length > 0 && {
          CompatibleRuntimes: [...compatibleRuntimes] as PublishLayerVersionCommandInput['CompatibleRuntimes'] & {},
        }),
        ...(compatibleArchitectures.length > 0 && {
          CompatibleArchitectures: [
            ...compatibleArchitectures,
          ] as PublishLayerVersionCommandInput['CompatibleArchitectures'] & {},
        }),
      };
      const command = new (lambdaSdk().PublishLayerVersionCommand)(input);
      const attempts = watchAttempts(command, stop);
      try {
        const { LayerVersionArn: arn, Content } = await clients.lambda().send(command);
        if (arn === undefined || Content?.CodeSha256 === undefined) {
          return failedCall(new Error('the answer lacks LayerVersionArn or CodeSha256'), context);
        }
        return success({ arn, codeSha256: Content.CodeSha256 });
      } catch (error) {
        return failedWrite(error, attempts, context);
      }
    },

    async deleteVersion(name, version) {
      try {
        const command = new (lambdaSdk().DeleteLayerVersionCommand)({ LayerName: name, VersionNumber: version });
        await clients.lambda().send(command);
        return success(undefined);
      } catch (error) {
        return failedCall(error, { action: 'lambda:DeleteLayerVersion', subject: `layer version ${name}:${version}` });
      }
    },

    async updateFunctionLayers({ name, layers, revisionId, stop }) {
      const context = { action: 'lambda:UpdateFunctionConfiguration', subject: `function ${name}` };
      if (layers.some((arn) => parseLayerVersion(arn) === undefined)) throw new Error('no ARN of a layer version');
      const command = new (lambdaSdk().UpdateFunctionConfigurationCommand)({
        FunctionName: name,
        Layers: [...layers],
        RevisionId: revisionId,
      });
      const attempts = watchAttempts(command, stop);
      try {
        await clients.lambda().send(command);
        return success(undefined);
      } catch (error) {
        return failedWrite(error, attempts, context);
      }
    },
  };
}

function isNoVersion(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException';
}
