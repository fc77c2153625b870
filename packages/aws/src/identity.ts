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

/** A page of HTML, which is read as an answer without anything in it. */
const noIdentity = {
  code: 'NXL-AWS-PROXY',
  message: 'sts:GetCallerIdentity for the credentials was answered by something else than AWS.',
  advice:
    'Sign in to the network or its proxy; else check AWS_ENDPOINT_URL, whether what answers there speaks as AWS does.',
} as const;
