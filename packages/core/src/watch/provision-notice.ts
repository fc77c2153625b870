/** What of an edited template does not come by code alone. */
import type { Notice } from '../failure.ts';
import {
  type InfrastructureDifference,
  type InfrastructureDigest,
  infrastructureDifferences,
} from '../provision/infrastructure.ts';

export interface ProvisionSubject {
  readonly service: string;
  readonly environment: string;
  /** The name of the target that provisions a service. */
  readonly provisionTarget: string;
  /** What goes on until then; no full stop. */
  readonly meanwhile: string;
}

/** Undefined: nothing has to be provisioned, or that can't be told. */
export function provisionNotice(
  { service, environment, provisionTarget, meanwhile }: ProvisionSubject,
  before: InfrastructureDigest | undefined,
  now: InfrastructureDigest | undefined,
): Notice | undefined {
  const differences = before === undefined || now === undefined ? [] : infrastructureDifferences(before, now);
  if (differences.length === 0) return undefined;
  return {
    code: 'NXL-WATCH-PROVISION',
    message: `The template of ${service} describes another infrastructure than before: ${differences.map(told).join(', ')}.`,
    advice: `Run nx run ${service}:${provisionTarget} to bring that to ${environment}; ${meanwhile}.`,
  };
}

function told({ part, kind }: InfrastructureDifference): string {
  return `${part.replace(/^Resources\./, '')} (${kind})`;
}
