import type { FunctionRecord } from './function-store.ts';
import type { Deployed, UpdateFailure } from './function-version.ts';
import type { LambdaCall } from './operation.ts';

/**
 * Accepts an update of $LATEST: a new RevisionId at once, another when it settles. The answer of an update therefore
 * never holds the RevisionId that the next update needs.
 */
export function acceptUpdate(
  call: LambdaCall,
  record: FunctionRecord,
  deployed: Deployed,
  failure?: UpdateFailure,
): void {
  const { world, caller, operation } = call;
  const now = world.clock();
  record.latest = {
    version: '$LATEST',
    deployed,
    revisionId: world.newId(),
    lastModified: now,
    change: {
      kind: 'update',
      settlesAt: now + world.settings.updateTime,
      revisionIdAfter: world.newId(),
      before: record.latest.deployed,
      ...(failure === undefined ? {} : { failure }),
    },
  };
  const { codeSha256 } = deployed.code;
  record.writes.push({ time: now, operation, callerArn: caller.arn, codeSha256 });
}
