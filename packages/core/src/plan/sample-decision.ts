/** What becomes of the sample function after one change, in one word, for tables of cases. */
import type { DeployedFunction } from './deployed-function.ts';
import type { DeployTarget, FunctionFacts } from './plan-facts.ts';
import { planFunction } from './plan-function.ts';
import { sampleFacts, sampleTarget } from './sample-facts.ts';

export interface Case {
  readonly title: string;
  readonly deployed?: Partial<DeployedFunction>;
  readonly facts?: Partial<FunctionFacts>;
  readonly target?: Partial<DeployTarget>;
  /** The failure's code, or the action with its reason. */
  readonly expected: string;
}

/** A refusal without its `NXL-PLAN-`, a failure by its code, everything else with its reason. */
export function decision({ deployed, facts, target }: Case): string {
  const action = planFunction({ ...sampleFacts({ function: deployed ?? {} }), ...facts }, sampleTarget(target));
  if (action.kind === 'update' || action.kind === 'skip') return `${action.kind}: ${action.reason}`;
  return action.kind === 'refuse' ? action.failure.code.replace('NXL-PLAN-', '') : action.failure.code;
}
