/**
 * Which code a rollback brings back on each function. Going back a number of deployments is about the runs that wrote to
 * any of the functions: of the last one, exactly the functions are taken back that it replaced.
 */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { type CodeFacts, type Replacement, standingReplacements } from './replacement.ts';

export type UndoTo =
  /** Deployments back; 1: before the last one. */
  | { readonly kind: 'deployments'; readonly count: number }
  /** A codeSha256 or how it begins. */
  | { readonly kind: 'code'; readonly prefix: string };

export interface FunctionHistory {
  readonly service: string;
  readonly logicalId: string;
  readonly replacements: readonly Replacement[];
  /** As AWS reports it now; absent where it was not read. */
  readonly deployedCodeSha256?: string;
}

export type UndoChoice =
  | {
      readonly kind: 'restore';
      readonly code: CodeFacts;
      /** The runs whose replacements are taken back; absent where the code was named. */
      readonly undoes?: readonly string[];
      /** The only other code that may be written over; absent where the code was named. */
      readonly replaces?: string;
      /** When the code was deployed from here, ISO 8601; absent: not from here, or not known. */
      readonly deployedAt?: string;
    }
  | { readonly kind: 'leave'; readonly reason: string }
  | { readonly kind: 'refuse'; readonly failure: Failure };

/** Fewer characters of a codeSha256 than these would meet too many. */
const SHORTEST_PREFIX = 4;
const MOST_DEPLOYMENTS = 999;

/** `--to`. A number of up to three digits goes back so many deployments. */
export function parseUndoTo(text: string | undefined): Result<UndoTo> {
  if (text === undefined) return success({ kind: 'deployments', count: 1 });
  if (/^\d+$/.test(text) && Number(text) <= MOST_DEPLOYMENTS && text.length < SHORTEST_PREFIX) {
    const count = Number(text);
    if (count > 0) return success({ kind: 'deployments', count });
  }
  if (text.length >= SHORTEST_PREFIX && /^[A-Za-z0-9+/]+=?$/.test(text)) {
    return success({ kind: 'code', prefix: text });
  }
  return failed({
    code: 'NXL-OPTION-TO',
    message: `--to is ${text}, which is neither a number of deployments nor how a codeSha256 begins.`,
    advice: `Give a number from 1, or at least ${SHORTEST_PREFIX} characters of a codeSha256 that --list shows.`,
  });
}

/** One choice for each history, in the same order. */
export function chooseUndo(histories: readonly FunctionHistory[], to: UndoTo): Result<readonly UndoChoice[]> {
  if (to.kind === 'deployments') return chooseDeployments(histories, to.count);
  const choices = histories.map((history) => chooseCode(history, to.prefix));
  if (choices.some(({ kind }) => kind !== 'leave')) return success(choices);
  return failed({
    code: 'NXL-OPTION-TO',
    message: `None of the functions is known here to have had code that begins with ${to.prefix}.`,
    advice: 'See the codes that are known with --list.',
  });
}

function chooseDeployments(histories: readonly FunctionHistory[], count: number): Result<readonly UndoChoice[]> {
  const standing = histories.map((history) => standingOf(history));
  const runs = runsNewestFirst(standing.flat());
  const undone = new Set(runs.slice(0, count));
  if (runs.length < count) return failed(tooFew(runs.length));
  const choices = histories.map((history, index): UndoChoice => {
    const own = standing[index] ?? [];
    const taken = own.filter(({ runId }) => undone.has(runId));
    const [oldest] = taken;
    const last = own.at(-1);
    if (oldest === undefined || last === undefined) return { kind: 'leave', reason: leftOut(count) };
    const code = knownCode(history.replacements, oldest.previous);
    return {
      kind: 'restore',
      ...code,
      undoes: [...new Set(taken.map(({ runId }) => runId))],
      replaces: last.next.codeSha256,
    };
  });
  return success(choices);
}

function tooFew(known: number): Failure {
  const [message, advice] =
    known === 0
      ? ['Nothing is known to have been deployed from here that could be taken back.', 'Check the environment.']
      : [`Only ${known} of the deployments that are known from here can be taken back.`, 'See them with --list.'];
  return { code: 'NXL-PLAN-NOTHING-TO-UNDO', message, advice };
}

function standingOf({ replacements, deployedCodeSha256 }: FunctionHistory): readonly Replacement[] {
  return standingReplacements(replacements, deployedCodeSha256);
}

function leftOut(count: number): string {
  return count === 1 ? 'not part of the last deployment' : `not part of the last ${count} deployments`;
}

function chooseCode({ logicalId, replacements }: FunctionHistory, prefix: string): UndoChoice {
  const codes = new Map(
    replacements.flatMap(({ previous, next }) => [previous, next]).map((code) => [code.codeSha256, code]),
  );
  const [found, ...others] = [...codes.values()].filter(({ codeSha256 }) => codeSha256.startsWith(prefix));
  if (found === undefined) return { kind: 'leave', reason: `had no code ${prefix}` };
  if (others.length === 0) return { kind: 'restore', ...knownCode(replacements, found) };
  const failure: Failure = {
    code: 'NXL-OPTION-TO',
    message: `${prefix} is the beginning of ${others.length + 1} codes of ${logicalId}.`,
    advice: 'Give more of the codeSha256 that --list shows.',
  };
  return { kind: 'refuse', failure };
}

/** With what is known of its deployment from here. */
function knownCode(
  replacements: readonly Replacement[],
  code: CodeFacts,
): { readonly code: CodeFacts; readonly deployedAt?: string } {
  const brought = replacements.findLast(
    ({ next, command }) => command === 'deploy-feature' && next.codeSha256 === code.codeSha256,
  );
  if (brought === undefined) return { code };
  const { commit } = brought.next;
  return { code: { ...code, ...(commit !== undefined && { commit }) }, deployedAt: brought.at };
}

export interface PastDeployment {
  readonly runId: string;
  /** What `--to` takes; absent where it was taken back, did not arrive, or is a rollback. */
  readonly number?: number;
  readonly command: Replacement['command'];
  /** ISO 8601, of its first write. */
  readonly at: string;
  readonly commit?: string;
  readonly functions: readonly PastReplacement[];
}

export interface PastReplacement {
  readonly service: string;
  readonly logicalId: string;
  readonly previousCodeSha256: string;
  readonly codeSha256: string;
  /** `unknown`: cut off, and what came of it is not known. */
  readonly state: 'standing' | 'taken-back' | 'rollback' | 'unknown';
}

/** Newest first. */
export function pastDeployments(histories: readonly FunctionHistory[]): readonly PastDeployment[] {
  const standing = histories.map(standingOf);
  const numbers = new Map(runsNewestFirst(standing.flat()).map((runId, index) => [runId, index + 1]));
  const runs = runsNewestFirst(histories.flatMap(({ replacements }) => replacements));
  return runs.flatMap((runId): readonly PastDeployment[] => {
    const functions = histories.flatMap(({ service, logicalId, replacements }, index) =>
      replacements
        .filter((one) => one.runId === runId)
        .map((one) => ({
          service,
          logicalId,
          previousCodeSha256: one.previous.codeSha256,
          codeSha256: one.next.codeSha256,
          state: stateOf(one, standing[index] ?? []),
        })),
    );
    const all = histories.flatMap(({ replacements }) => replacements.filter((one) => one.runId === runId));
    const [first] = all.toSorted((a, b) => (a.at < b.at ? -1 : 1));
    if (first === undefined) return [];
    const number = numbers.get(runId);
    const commit = first.command === 'deploy-feature' ? first.next.commit : undefined;
    return [
      {
        runId,
        ...(number !== undefined && { number }),
        command: first.command,
        at: first.at,
        ...(commit !== undefined && { commit }),
        functions,
      },
    ];
  });
}

function stateOf(one: Replacement, standing: readonly Replacement[]): PastReplacement['state'] {
  if (standing.includes(one)) return 'standing';
  if (!one.proven) return 'unknown';
  return one.undoes === undefined ? 'taken-back' : 'rollback';
}

function runsNewestFirst(replacements: readonly Replacement[]): readonly string[] {
  const first = new Map<string, string>();
  for (const { runId, at } of replacements) {
    const known = first.get(runId);
    if (known === undefined || at < known) first.set(runId, at);
  }
  return [...first].toSorted((a, b) => (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : a[0] < b[0] ? 1 : -1)).map(([id]) => id);
}
