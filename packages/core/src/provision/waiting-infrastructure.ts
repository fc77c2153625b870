/** Which change of infrastructure is in the template here and not in the stack yet. */
import type { Notice } from '../failure.ts';
import {
  type InfrastructureDifference,
  type InfrastructureDigest,
  infrastructureDifferences,
  provisionedDigest,
} from './infrastructure.ts';

/** `metadata` is that of the deployed template, as JSON. Undefined: the stack was provisioned by something else. */
export function waitingInfrastructure(
  metadata: string | undefined,
  here: InfrastructureDigest | undefined,
): readonly InfrastructureDifference[] | undefined {
  const provisioned = provisionedDigest(metadata);
  return provisioned === undefined || here === undefined ? undefined : infrastructureDifferences(provisioned, here);
}

const MOST_PARTS = 6;

/** `Resources.OrdersTable (new), Resources.Queue (changed)`. */
export function infrastructureText(waiting: readonly InfrastructureDifference[]): string {
  const shown = waiting.slice(0, MOST_PARTS).map(({ part, kind }) => `${part} (${kind})`);
  const rest = waiting.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Undefined: nothing waits. */
export function infrastructureNotice(
  { service, stackName }: { readonly service: string; readonly stackName: string },
  waiting: readonly InfrastructureDifference[] | undefined,
): Notice | undefined {
  if (waiting === undefined || waiting.length === 0) return undefined;
  return {
    code: 'NXL-PROVISION-WAITING',
    message: `The stack ${stackName} is waiting for provision-feature: ${infrastructureText(waiting)}.`,
    advice: `Run provision-feature for ${service}; deploy-feature brings code alone.`,
  };
}
