/** Publishing a version and moving aliases to it: what Lambda's answers mean, and the words for what went wrong. */
import type { Failure } from '../failure.ts';
import type { AliasMove, DeployedAlias } from '../plan/deployed-alias.ts';
import type { DeployedFunction } from '../plan/deployed-function.ts';
import { aliasShared, hasWeights } from '../plan/plan-publish.ts';
import { halted } from './settling.ts';

/** The version that has the code, and where the aliases lead to now: proven. */
export interface PublishedVersion {
  readonly version: string;
  readonly aliases: readonly MovedAlias[];
}

export interface MovedAlias {
  readonly name: string;
  /** The published one, or another of the same code that somebody else moved it to meanwhile. */
  readonly version: string;
  readonly previousVersion: string;
  readonly previousCodeSha256: string;
}

export type VersionState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Whether an alias may lead to a version. With SnapStart a version is Pending until its snapshot is made ("Lambda
 * SnapStart and function states"); the alias's old version serves until it is moved.
 */
export function judgeVersion(
  now: DeployedFunction | undefined,
  sent: { readonly physicalName: string; readonly version: string; readonly codeSha256: string },
): VersionState {
  if (now === undefined) return { kind: 'failed', failure: versionGone(sent) };
  if (now.codeSha256 !== sent.codeSha256) return { kind: 'failed', failure: wrongVersion(sent, now.codeSha256) };
  if (now.state === 'Pending' || now.lastUpdateStatus === 'InProgress') return { kind: 'waiting' };
  if (now.state === 'Failed' || now.lastUpdateStatus === 'Failed') {
    return { kind: 'failed', failure: versionFailed(sent, now) };
  }
  return { kind: 'ready' };
}

export type AliasJudgement =
  /** It leads to the version already. */
  | { readonly kind: 'ours' }
  /** It can be moved with the RevisionId just read. */
  | { readonly kind: 'move'; readonly revisionId: string }
  /** It leads to a version that we did not plan for: which code that one has decides. */
  | { readonly kind: 'other-version' }
  | { readonly kind: 'conflict'; readonly failure: Failure };

/** What an alias's new state means for a move that was planned against an older one. */
export function judgeAlias(
  move: AliasMove,
  version: string,
  physicalName: string,
  now: DeployedAlias | undefined,
): AliasJudgement {
  if (now === undefined) return { kind: 'conflict', failure: aliasGone(physicalName, move.alias) };
  if (hasWeights(now)) return { kind: 'conflict', failure: aliasShared(physicalName, now) };
  if (now.version === version) return { kind: 'ours' };
  return now.version === move.fromVersion ? { kind: 'move', revisionId: now.revisionId } : { kind: 'other-version' };
}

/** The function has its code, but who invokes the alias does not get it yet. */
export function aliasLeft(physicalName: string, moves: readonly AliasMove[], cause: Failure): Failure {
  const left = moves.map(
    ({ alias, fromVersion }) => `the alias ${alias} was not proven to have left version ${fromVersion}`,
  );
  return { ...cause, message: `${physicalName} has the new code, but ${left.join(', ')}: ${cause.message}` };
}

/** An alias that somebody moved since it was read. */
export function aliasConflict(physicalName: string, { alias, fromVersion }: AliasMove, now: string): Failure {
  return {
    code: 'NXL-DEPLOY-ALIAS-CONFLICT',
    message: `The alias ${alias} of ${physicalName} led to version ${fromVersion} when it was read, and leads to version ${now} with other code now; it was left alone.`,
    advice:
      'Find out who else deploys to this environment; a new run compares with what is deployed now, and --force moves the alias all the same.',
  };
}

export function aliasRestless(physicalName: string, alias: string, times: number): Failure {
  return {
    code: 'NXL-DEPLOY-ALIAS-CONFLICT',
    message: `The alias ${alias} of ${physicalName} was changed by someone else ${times} times in a row just before it was moved.`,
    advice: 'Find out what else moves this alias, then deploy again.',
  };
}

function aliasGone(physicalName: string, alias: string): Failure {
  return {
    code: 'NXL-DEPLOY-VANISHED',
    message: `The alias ${alias} of ${physicalName} was deleted while it was being deployed.`,
    advice: "Deploy the service's stack again, then deploy the code.",
  };
}

export function versionTimedOut(physicalName: string, version: string, timeout: number): Failure {
  return {
    code: 'NXL-DEPLOY-TIMEOUT',
    message: `Version ${version} of ${physicalName} was not ready within ${Math.round(timeout / 1000)} s.`,
    advice:
      'Deploy again in a while: it waits for that version and then moves the alias; --timeout=<seconds> sets how long.',
  };
}

/** After something that would fail every further call in the same way, told in full only once. */
export function publishHalted(physicalName: string, cause: Failure): Failure {
  return {
    ...halted(physicalName, cause),
    message: `no alias of ${physicalName} was moved any more, because of ${cause.code} before.`,
  };
}

/** The alias's name depends on what only the environment knows. */
export function aliasNameOpen(physicalName: string, parameters: readonly string[]): Failure {
  return {
    code: 'NXL-PLAN-ALIAS-NAME',
    message: `Through which alias ${physicalName} is invoked can't be told: ${parameters.join(', ')} has no known value.`,
    advice: 'Give the parameter a default in the template, or a value in parameter_overrides of samconfig.toml.',
  };
}

export function publishInterrupted(physicalName: string): Failure {
  return {
    code: 'NXL-DEPLOY-INTERRUPTED',
    message: `no alias of ${physicalName} was moved any more, because the command was interrupted before.`,
    advice: 'Run the command again: it does only what is left.',
  };
}

type SentVersion = Parameters<typeof judgeVersion>[1];

function versionGone({ physicalName, version }: SentVersion): Failure {
  return {
    code: 'NXL-DEPLOY-VANISHED',
    message: `Version ${version} of ${physicalName} was deleted before the alias could be moved to it.`,
    advice: 'Deploy again: it publishes a version anew.',
  };
}

export function wrongVersion({ physicalName, version }: SentVersion, codeSha256: string): Failure {
  return {
    code: 'NXL-DEPLOY-WRONG-CODE',
    message: `Version ${version} of ${physicalName} has the code ${codeSha256}, which is not what was to be published.`,
    advice: 'Deploy again; if it stays so, find out who else deploys to this environment.',
  };
}

function versionFailed({ physicalName, version }: SentVersion, now: DeployedFunction): Failure {
  const reason = now.stateReason ?? now.lastUpdateStatusReason ?? 'Lambda gives no reason';
  return {
    code: 'NXL-DEPLOY-VERSION-FAILED',
    message: `Lambda could not make version ${version} of ${physicalName} ready: ${reason}.`,
    advice: 'With SnapStart the code runs once for the snapshot: see its log, correct it and deploy again.',
  };
}
