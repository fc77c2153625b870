/** What a deployed function runs with, for a run of it elsewhere. Its variables are secret: no failure names one. */
import type { GetFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import {
  type DeployedSettings,
  type FunctionSettingsPort,
  type Result,
  type SecretVariables,
  success,
} from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { type CallContext, failedCall } from './failure-of.ts';
import { lambdaSdk } from './sdk.ts';

export function createFunctionSettingsPort(clients: AwsClients): FunctionSettingsPort {
  return {
    async settings(name, signal) {
      const context = { action: 'lambda:GetFunctionConfiguration', subject: `function ${name}` };
      try {
        const command = new (lambdaSdk().GetFunctionConfigurationCommand)({ FunctionName: name });
        return settingsOf(
          name,
          await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) }),
          context,
        );
      } catch (error) {
        const missing = error instanceof Error && error.name === 'ResourceNotFoundException';
        return missing ? success(undefined) : failedCall(error, context);
      }
    },
  };
}

function settingsOf(
  name: string,
  answer: GetFunctionConfigurationCommandOutput,
  context: CallContext,
): Result<DeployedSettings> {
  const { FunctionArn: arn, Role: role } = answer;
  if (arn === undefined || role === undefined) {
    return failedCall(new Error('the answer lacks FunctionArn or Role'), context);
  }
  return success({
    physicalName: answer.FunctionName ?? name,
    arn,
    role,
    version: answer.Version ?? '$LATEST',
    // Lambda's own defaults.
    timeout: answer.Timeout ?? 3,
    memorySize: answer.MemorySize ?? 128,
    logFormat: answer.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    packageType: answer.PackageType === 'Image' ? 'Image' : 'Zip',
    layers: (answer.Layers ?? []).flatMap(({ Arn }) => Arn ?? []),
    environment: variablesOf(answer),
    ...(answer.Runtime !== undefined && { runtime: answer.Runtime }),
    ...(answer.Handler !== undefined && { handler: answer.Handler }),
  });
}

function variablesOf({ Environment }: GetFunctionConfigurationCommandOutput): SecretVariables {
  if (Environment?.Error !== undefined) {
    return { kind: 'unreadable', reason: Environment.Error.ErrorCode ?? 'KMSAccessDeniedException' };
  }
  return { kind: 'read', variables: Environment?.Variables ?? {} };
}
