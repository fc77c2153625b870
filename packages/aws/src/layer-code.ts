/** What layer versions hold, read through the presigned address that AWS answers with, which never leaves this file. */
import { failed, type LayerCodePort, success, UNZIPPED_LIMIT } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { download } from './download.ts';
import { failedCall } from './failure-of.ts';
import { lambdaSdk } from './sdk.ts';

/** Milliseconds for one zip. */
const TIMEOUT = 120_000;

export function createLayerCodePort(clients: AwsClients): LayerCodePort {
  return {
    async read(arn, signal) {
      const context = { action: 'lambda:GetLayerVersion', subject: `layer version ${arn}` };
      let bytes: Uint8Array | string = 'AWS told no address of it';
      try {
        const command = new (lambdaSdk().GetLayerVersionByArnCommand)({ Arn: arn });
        const { Content } = await clients.lambda().send(command, { ...(signal && { abortSignal: signal }) });
        const { Location: location, CodeSha256: codeSha256 } = Content ?? {};
        if (location !== undefined && codeSha256 !== undefined) {
          const limit = AbortSignal.timeout(TIMEOUT);
          bytes = await download({
            location,
            codeSha256,
            maxSize: UNZIPPED_LIMIT,
            signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
          });
        }
      } catch (error) {
        return failedCall(error, context);
      }
      if (typeof bytes !== 'string') return success(bytes);
      return failed({
        code: 'NXL-AWS-LAYER-UNREAD',
        message: `The layer version ${arn} can't be read: ${bytes}.`,
        advice: 'Check the network, a proxy or VPN, then run the command again.',
      });
    },
  };
}
