/** A dry run makes nothing, so what a stack takes from one that is only planned itself is missing then. */
import type { Failure, Notice } from '../failure.ts';
import type { StackOutcome } from './provision-report.ts';

/** CloudFormation's words for an export, a parameter of type SSM and a dynamic reference that are not there. */
const MISSING =
  /No export named .+ found|Unable to fetch parameters \[.+\] from parameter store|Parameters: \[ssm:.+\] cannot be found/;

/** Undefined: the service can't be planned for another reason. `needed` are the outcomes of those that it needs. */
export function plannedLater(
  service: string,
  failures: readonly Failure[],
  needed: readonly Pick<StackOutcome, 'service' | 'kind'>[],
): Notice | undefined {
  const missing = failures.map(({ message }) => MISSING.exec(message)?.[0]);
  const planned = needed.filter(({ kind }) => kind === 'planned').map((each) => each.service);
  if (missing.length === 0 || missing.includes(undefined) || planned.length === 0) return undefined;
  return {
    code: 'NXL-PROVISION-PLANNED-LATER',
    message: `${service} can be planned only once ${planned.join(', ')} ${planned.length === 1 ? 'is' : 'are'} provisioned: ${missing.join('; ')}.`,
    advice: 'Without --dry-run each stack is planned when those that it needs are there.',
  };
}
