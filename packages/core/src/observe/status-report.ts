/** The state of a feature environment: of every function of the services that were asked for. */
import type { Notice } from '../failure.ts';
import type { FunctionStatus } from './function-status.ts';
import type { StackStatus } from './stack-status.ts';

export interface StatusReport {
  readonly schema: 1;
  readonly command: 'status-feature';
  readonly environment: string;
  readonly accountId: string;
  /** ARN of who asks. */
  readonly callerArn?: string;
  readonly region: string;
  readonly functions: readonly FunctionStatus[];
  /** Of services with a template; absent: not asked for. */
  readonly stacks?: readonly StackStatus[];
  readonly counts: StatusCounts;
  readonly notices: readonly Notice[];
  /** Milliseconds. */
  readonly duration: number;
}

/** Every function counts once. */
export interface StatusCounts {
  readonly same: number;
  readonly differs: number;
  readonly notBuilt: number;
  readonly missing: number;
  readonly undeployable: number;
  readonly unreadable: number;
}

export function countStatuses(functions: readonly FunctionStatus[]): StatusCounts {
  const count = (what: string) =>
    functions.filter((status) => (status.kind === 'deployed' ? status.drift : status.kind) === what).length;
  return {
    same: count('same'),
    differs: count('differs'),
    notBuilt: count('not-built'),
    missing: count('missing'),
    undeployable: count('undeployable'),
    unreadable: count('unreadable'),
  };
}

/** The part of a report that is about one service. */
export function serviceStatus(report: StatusReport, service: string): StatusReport {
  const functions = report.functions.filter((status) => status.service === service);
  const stacks = report.stacks?.filter((stack) => stack.service === service);
  return { ...report, functions, ...(stacks && { stacks }), counts: countStatuses(functions) };
}

/** Whoever asked knows of every function what is there, be it nothing. */
export function isStateKnown({ functions }: StatusReport): boolean {
  return functions.every(({ kind }) => kind !== 'unreadable');
}

export function joinStatusReports(first: StatusReport, others: readonly StatusReport[]): StatusReport {
  const functions = [first, ...others].flatMap((report) => report.functions);
  const stacks = [first, ...others].flatMap((report) => report.stacks ?? []);
  return {
    ...first,
    functions,
    ...(first.stacks && { stacks }),
    counts: countStatuses(functions),
    notices: [first, ...others].flatMap(({ notices }) => notices),
    duration: others.reduce((sum, { duration }) => sum + duration, first.duration),
  };
}
