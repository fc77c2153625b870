/** What is deployed for one function now, against what is built here and what was deployed from here. */
import type { Failure } from '../failure.ts';
import type { AliasFacts } from '../plan/deployed-alias.ts';
import type { DeployedFunction } from '../plan/deployed-function.ts';
import type { DeploymentRecord } from '../plan/deployment-record.ts';
import type { FunctionSubject } from '../plan/function-subject.ts';
import type { DeployTarget, FunctionFacts } from '../plan/plan-facts.ts';
import { notProvisioned, planFunction } from '../plan/plan-function.ts';
import { type Drift, driftOf } from './drift.ts';
import type { LayerStatus } from './layer-status.ts';

export type FunctionStatus = DeployedStatus | UnseenStatus;

export interface DeployedStatus extends FunctionSubject {
  readonly kind: 'deployed';
  readonly physicalName: string;
  readonly codeSha256: string;
  /** Bytes. */
  readonly codeSize: number;
  /**
   * `ours`: the bytes were built here. `other`: others than those that were last deployed from here. `unknown`: nothing
   * is recorded here of this function in this environment.
   */
  readonly origin: 'ours' | 'other' | 'unknown';
  /** The git commit that was checked out when this machine deployed this code. */
  readonly commit?: string;
  /** When a rollback from this machine brought this code back, ISO 8601. */
  readonly restoredAt?: string;
  /** ISO 8601, as Lambda reports it: of the last change of code or configuration, by whomever. */
  readonly lastModified?: string;
  readonly state?: string;
  readonly stateReason?: string;
  readonly lastUpdateStatus?: string;
  readonly lastUpdateStatusReason?: string;
  /**
   * Of its code. Where the function is invoked through aliases, what they lead to counts too, and so do the layers that
   * are built here: `same` means that who invokes it runs what is built here.
   */
  readonly drift: Drift;
  /** Those through which the template has it invoked; absent: none. */
  readonly aliases?: readonly AliasStatus[];
  /** Those of its layers that the workspace builds; absent: none. */
  readonly layers?: readonly LayerStatus[];
  /** Absent: not built. */
  readonly builtCodeSha256?: string;
  /** Why a deployment would not write to it. */
  readonly refusal?: Failure;
}

export type AliasStatus =
  | {
      readonly kind: 'found';
      readonly name: string;
      readonly version: string;
      /** Of the code of that version. */
      readonly codeSha256: string;
      readonly drift: Drift;
    }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unreadable'; readonly name: string; readonly failure: Failure };

export interface UnseenStatus extends FunctionSubject {
  /** `undeployable`: never deployed by nx-lambda, so it isn't looked for. `unreadable`: what is there is not known. */
  readonly kind: 'missing' | 'undeployable' | 'unreadable';
  readonly failure: Failure;
}

export function functionStatus(
  facts: FunctionFacts,
  record: DeploymentRecord | undefined,
  target: DeployTarget,
  layers?: readonly LayerStatus[],
): FunctionStatus {
  const { service, logicalId, artifact, deployed } = facts;
  const subject = { service, logicalId };
  if (artifact.kind === 'undeployable') return { ...subject, kind: 'undeployable', failure: artifact.reason };
  switch (deployed.kind) {
    case 'found':
      return deployedStatus(deployed.function, facts, record, target, layers);
    case 'missing':
    case 'no-stack': {
      const name = deployed.kind === 'missing' ? nameOf(deployed.physicalName) : {};
      return { ...subject, ...name, kind: 'missing', failure: whyMissing(facts, target) };
    }
    case 'unreadable':
      return { ...subject, ...nameOf(deployed.physicalName), kind: 'unreadable', failure: deployed.failure };
    case 'listed':
    case 'not-read':
      throw new Error('a status is made of what GetFunction answered');
  }
}

/** Where the stack is there, a condition of the template may be all that there is to it. */
function whyMissing(facts: FunctionFacts, target: DeployTarget): Failure {
  const failure = notProvisioned(facts, target);
  if (facts.condition === undefined || facts.deployed.kind !== 'missing') return failure;
  const advice = `Nothing needs to be done where its condition ${facts.condition} does not hold in ${target.environment.name}. Else: ${failure.advice}`;
  return { ...failure, advice };
}

function nameOf(physicalName: string | undefined): { readonly physicalName?: string } {
  return physicalName === undefined ? {} : { physicalName };
}

function deployedStatus(
  deployed: DeployedFunction,
  facts: FunctionFacts,
  record: DeploymentRecord | undefined,
  target: DeployTarget,
  layers: readonly LayerStatus[] | undefined,
): DeployedStatus {
  const { codeSha256, codeSize, physicalName, state, stateReason, lastModified } = deployed;
  const { lastUpdateStatus, lastUpdateStatusReason } = deployed;
  const built = facts.artifact.kind === 'built' ? facts.artifact.manifest.codeSha256 : undefined;
  const recorded = record?.manifest.codeSha256 === codeSha256 ? record : undefined;
  const planned = planFunction(facts, target);
  const aliases = facts.aliases?.map((alias) => aliasStatus(alias, built));
  const parts = [...(aliases ?? []), ...(layers ?? [])];
  const behind = parts.some((part) => part.kind === 'found' && part.drift === 'differs');
  const drift = driftOf(built, codeSha256);
  return {
    service: facts.service,
    logicalId: facts.logicalId,
    physicalName,
    kind: 'deployed',
    codeSha256,
    codeSize,
    origin: recorded !== undefined || built === codeSha256 ? 'ours' : record === undefined ? 'unknown' : 'other',
    ...(recorded?.commit !== undefined && { commit: recorded.commit }),
    ...(recorded?.restoredAt !== undefined && { restoredAt: recorded.restoredAt }),
    ...(lastModified !== undefined && { lastModified }),
    ...(state !== undefined && { state }),
    ...(stateReason !== undefined && { stateReason }),
    ...(lastUpdateStatus !== undefined && { lastUpdateStatus }),
    ...(lastUpdateStatusReason !== undefined && { lastUpdateStatusReason }),
    drift: drift === 'same' && behind ? 'differs' : drift,
    ...(aliases !== undefined && { aliases }),
    ...(layers !== undefined && { layers }),
    ...(built !== undefined && { builtCodeSha256: built }),
    ...(planned.kind === 'refuse' && { refusal: planned.failure }),
  };
}

function aliasStatus({ name, state }: AliasFacts, built: string | undefined): AliasStatus {
  if (state.kind === 'missing') return { kind: 'missing', name };
  if (state.kind === 'unreadable') return { kind: 'unreadable', name, failure: state.failure };
  const { version, codeSha256 } = state;
  return { kind: 'found', name, version, codeSha256, drift: driftOf(built, codeSha256) };
}
