/** Sums outcomes up. */
import type { PlannedAction, UpdateAction } from '../plan/deploy-plan.ts';
import type { FunctionSubject } from '../plan/function-subject.ts';
import type { FunctionOutcome, OutcomeCounts } from './outcome.ts';

export function countOutcomes(outcomes: readonly FunctionOutcome[]): OutcomeCounts {
  const count = (kind: FunctionOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    updated: count('updated'),
    wouldUpdate: count('would-update'),
    skipped: count('skipped'),
    refused: count('refused'),
    failed: count('failed'),
  };
}

/** The outcome of an action that writes nothing. */
export function outcomeWithoutWriting(action: Exclude<PlannedAction, UpdateAction>): FunctionOutcome {
  const subject = subjectOf(action);
  switch (action.kind) {
    case 'skip': {
      const { reason, codeSha256 } = action;
      return { ...subject, kind: 'skipped', reason, ...(codeSha256 !== undefined && { codeSha256 }) };
    }
    case 'refuse':
      return { ...subject, kind: 'refused', failure: action.failure };
    case 'fail':
      return { ...subject, kind: 'failed', failure: action.failure };
  }
}

/** What `--dry-run` says of an action. */
export function dryRunOutcome(action: PlannedAction): FunctionOutcome {
  if (action.kind !== 'update') return outcomeWithoutWriting(action);
  const { reason, codeSha256, zipSize, publish } = action;
  return { ...subjectOf(action), kind: 'would-update', reason, codeSha256, zipSize, ...(publish && { publish }) };
}

export function subjectOf({ service, logicalId, physicalName }: FunctionSubject): FunctionSubject {
  return { service, logicalId, ...(physicalName !== undefined && { physicalName }) };
}
