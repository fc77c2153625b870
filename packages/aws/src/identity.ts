/** Who the credentials belong to, and which region the chain settles on. */
import { failed, type IdentityPort, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { stsSdk } from './sdk.ts';

export function createIdentityPort(clients: AwsClients): IdentityPort {
  return {
    async callerIdentity(signal) {
      try {
        const client = clients.sts();
        const region = await client.config.region();
        const answer = await client.send(new (stsSdk().GetCallerIdentityCommand)({}), {
          ...(signal && { abortSignal: signal }),
        });
        const { Account: accountId, Arn: arn, UserId: userId } = answer;
        if (accountId === undefined || arn === undefined) return failed(noIdentity);
        return success({ accountId, arn, region, ...(userId !== undefined && { userId }) });
      } catch (error) {
        return failedCall(error, { action: 'sts:GetCallerIdentity', subject: 'the credentials' });
      }
    },
  };
}

const noIdentity = {
  code: 'NXL-AWS-UNKNOWN',
  message: 'sts:GetCallerIdentity answered without an account.',
  advice: 'Check AWS_ENDPOINT_URL: what answers there does not speak as AWS does.',
} as const;
