/** Parameters under a path of SSM's Parameter Store, behind core's port. Nothing is ever decrypted. */
import { type ParameterStorePort, type StoredParameter, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { ssmSdk } from './sdk.ts';

/** "MaxResults … Maximum value of 10" (GetParametersByPath). */
const PAGE = 10;

export function createParameterStorePort(clients: AwsClients): ParameterStorePort {
  return {
    async under(path, signal) {
      const { paginateGetParametersByPath } = ssmSdk();
      const found: StoredParameter[] = [];
      try {
        const pages = paginateGetParametersByPath(
          { client: clients.ssm() },
          { Path: path, Recursive: false, WithDecryption: false, MaxResults: PAGE },
          { ...(signal && { abortSignal: signal }) },
        );
        for await (const { Parameters = [] } of pages) {
          for (const { Name: name = '', Type, Value: value = '' } of Parameters) {
            found.push(Type === 'SecureString' ? { kind: 'secure', name } : { kind: 'text', name, value });
          }
        }
      } catch (error) {
        return failedCall(error, { action: 'ssm:GetParametersByPath', subject: `parameters under ${path}` });
      }
      return success(found);
    },
  };
}
