/** Credentials for a run on this machine. They are secret: no failure quotes them. */
import { failed, type RolePort, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { stsSdk } from './sdk.ts';

/** Seconds: the longest session that a role may give to a caller that is a session itself. */
const DURATION = 3600;

export function createRolePort(clients: AwsClients): RolePort {
  return {
    async assumeRole({ role, sessionName }, signal) {
      const context = { action: 'sts:AssumeRole', subject: `role ${role}` };
      try {
        const command = new (stsSdk().AssumeRoleCommand)({
          RoleArn: role,
          RoleSessionName: sessionName,
          DurationSeconds: DURATION,
        });
        const answer = await clients.sts().send(command, { ...(signal && { abortSignal: signal }) });
        const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
        if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
          return failedCall(new Error('the answer has no credentials'), context);
        }
        return success({
          arn: answer.AssumedRoleUser?.Arn ?? role,
          credentials: {
            accessKeyId: AccessKeyId,
            secretAccessKey: SecretAccessKey,
            sessionToken: SessionToken,
            ...(Expiration !== undefined && { expires: Expiration.getTime() }),
          },
        });
      } catch (error) {
        return failedCall(error, context);
      }
    },

    async ownCredentials() {
      try {
        const own = await clients.sts().config.credentials();
        const { accessKeyId, secretAccessKey, sessionToken, expiration } = own;
        return success({
          accessKeyId,
          secretAccessKey,
          ...(sessionToken !== undefined && { sessionToken }),
          ...(expiration !== undefined && { expires: expiration.getTime() }),
        });
      } catch (error) {
        return failed(...failedCall(error, { action: 'sts:GetCallerIdentity', subject: 'the credentials' }).failures);
      }
    },
  };
}
