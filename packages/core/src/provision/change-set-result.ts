/** What has become of a change set that was asked for. */
import type { ChangeSetDescription } from './stack-ports.ts';

export type ChangeSetResult = 'pending' | 'ready' | 'no-changes' | 'failed';

/** CloudFormation fails an empty change set; its words are the only sign of it. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/i;

export function changeSetResult({ status, statusReason = '' }: ChangeSetDescription): ChangeSetResult {
  if (status === 'CREATE_COMPLETE') return 'ready';
  if (status === 'FAILED') return NO_CHANGES.test(statusReason) ? 'no-changes' : 'failed';
  return 'pending';
}
