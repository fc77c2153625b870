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
      if (alone && !admitsWrite(outcome) && shouldHoldOurs(outcome) !== holdsOurs) wrong.push(name);
      const alias = facts.aliases['live'];
      if (alone && alias !== undefined) {
        const told = `${name}, alias at version ${alias.version} of ${facts.versions}`;
        const leadsToOurs = alias.codeSha256 === claim.built(fn);
        if (shouldHoldOurs(outcome) && !leadsToOurs) wrong.push(told);
        if (outcome.kind === 'updated' && !saysWhere(outcome, alias.version)) untrue.push(told);
        if (outcome.kind === 'failed' && leadsToOurs && !admitsWrite(outcome)) untrue.push(told);
      }
      const writes = outcome.kind === 'updated' && outcome.upload === 'none' ? 0 : 1;
      if (outcome.kind === 'updated' && own !== writes) untrue.push(`${name}, written ${own} times`);
      if (outcome.kind === 'skipped' && own !== 0) untrue.push(`${name}, written ${own} times`);
      if (outcome.kind === 'failed' && own > 0 && !admitsWrite(outcome)) untrue.push(`${name}, written ${own} times`);
    }
  }
  return { wrong, untrue };
}

function shouldHoldOurs(outcome: FunctionOutcome): boolean {
  return outcome.kind === 'updated' || outcome.kind === 'skipped';
}

/** Of a function that is invoked through an alias. */
function saysWhere(outcome: FunctionOutcome & { readonly kind: 'updated' }, version: string): boolean {
  return outcome.published?.aliases.some((alias) => alias.name === 'live' && alias.version === version) ?? false;
}

function admitsWrite(outcome: FunctionOutcome): boolean {
  if (outcome.kind !== 'failed') return false;
  return outcome.failure.code === 'NXL-DEPLOY-OVERWRITTEN' || outcome.failure.message.includes('has the new code, but');
}

function outcomeText(outcome: FunctionOutcome): string {
  return 'failure' in outcome ? `${outcome.kind} ${outcome.failure.code}: ${outcome.failure.message}` : outcome.kind;
}
