/** Compares what a deployment reported with what the stand-in holds. */
import type { DeployReport, FunctionOutcome } from '../../packages/core/src/index.ts';
import type { FakeAws } from '../../packages/fake-aws/src/index.ts';
import { REGION, type SampleFunction } from './sample-deployment.ts';

export interface Verdict {
  /** Outcomes that differ from what the stand-in holds. */
  readonly wrong: readonly string[];
  /** What was reported and is not so. */
  readonly untrue: readonly string[];
}

export interface Claim {
  readonly report: DeployReport;
  /** ARN of the caller. */
  readonly caller: string;
  /** The codeSha256 that this deployment was to bring. */
  readonly built: (fn: SampleFunction) => string;
}

export function judge({ control }: FakeAws, functions: readonly SampleFunction[], claims: readonly Claim[]): Verdict {
  const wrong: string[] = [];
  const untrue: string[] = [];
  for (const claim of claims) {
    if (claim.report.outcomes.length !== functions.length) untrue.push('a function has no outcome');
    for (const fn of functions) {
      const outcome = claim.report.outcomes.find(({ service, logicalId }) => {
        return service === fn.service && logicalId === fn.logicalId;
      });
      const facts = control.functionFacts(fn.physicalName, { region: REGION });
      if (outcome === undefined || facts === undefined) continue;
      const codes = facts.writes.filter(({ operation }) => operation === 'UpdateFunctionCode');
      const own = codes.filter(({ callerArn }) => callerArn === claim.caller).length;
      const alone = claims.length === 1;
      const holdsOurs = facts.codeSha256 === claim.built(fn);
      const name = `${fn.physicalName} ${outcomeText(outcome)}`;
      // A rival may write over what was proven a moment before.
      if (alone && shouldHoldOurs(outcome) !== holdsOurs) wrong.push(name);
      if (outcome.kind === 'updated' && own !== 1) untrue.push(`${name}, written ${own} times`);
      if (outcome.kind === 'skipped' && own !== 0) untrue.push(`${name}, written ${own} times`);
      if (outcome.kind === 'failed' && own > 0 && !admitsWrite(outcome)) untrue.push(`${name}, written ${own} times`);
    }
  }
  return { wrong, untrue };
}

function shouldHoldOurs(outcome: FunctionOutcome): boolean {
  return outcome.kind === 'updated' || outcome.kind === 'skipped';
}

function admitsWrite(outcome: FunctionOutcome): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'NXL-DEPLOY-OVERWRITTEN';
}

function outcomeText(outcome: FunctionOutcome): string {
  return 'failure' in outcome ? `${outcome.kind} ${outcome.failure.code}: ${outcome.failure.message}` : outcome.kind;
}
