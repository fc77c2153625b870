/**
 * Everything that happens, as one union. The terminal, JSON and CI printers consume it; nothing else prints.
 * Durations are milliseconds, sizes bytes.
 */
import type { BuildKnowledge } from './change/build-explanation.ts';
import type { HistoryReport } from './deploy/history-report.ts';
import type { DeployReport, FunctionOutcome } from './deploy/outcome.ts';
import type { Failure, Notice } from './failure.ts';
import type { InvokeReport } from './invoke/invoke-report.ts';
import type { LocalIdentity } from './invoke/local-role.ts';
import type { StatusReport } from './observe/status-report.ts';
import type { DeployPlan } from './plan/deploy-plan.ts';
import type { FunctionSubject } from './plan/function-subject.ts';
import type { CallerIdentity } from './ports.ts';
import type { BootstrapReport } from './provision/bootstrap.ts';
import type { EnvironmentList, SweepReport } from './provision/environments.ts';
import type { ParametersReport, ProvisionReport, ShownParameter, StackOutcome } from './provision/provision-report.ts';
import type { DestroyReport, RemovalOutcome } from './provision/removal-report.ts';
import type { StackChange } from './provision/stack-change.ts';
import type { StackEvent } from './provision/stack-events.ts';
import type { WatchReport } from './watch/watch-report.ts';

export type LambdaEvent =
  | BuildEvent
  | DeployEvent
  | HistoryEvent
  | InvokeEvent
  | LocalEvent
  | StatusEvent
  | ProvisionEvent
  | RemovalEvent
  | ListEvent
  | ParametersEvent
  | BootstrapEvent
  | WatchEvent
  | NoticeEvent;

export type Emit = (event: LambdaEvent) => void;

export interface NoticeEvent {
  readonly type: 'notice';
  /** Absent: about the whole run. */
  readonly service?: string;
  readonly notice: Notice;
}

export type BuildEvent =
  | { readonly type: 'build-started'; readonly services: number; readonly functions: number }
  | {
      readonly type: 'function-built';
      readonly service: string;
      readonly logicalId: string;
      readonly codeSha256: string;
      readonly zipSize: number;
      readonly duration: number;
      /** The artifact of an earlier build of equal inputs was taken. */
      readonly reused?: boolean;
      /** With `--why`. */
      readonly why?: BuildKnowledge;
    }
  | {
      readonly type: 'function-build-failed';
      readonly service: string;
      readonly logicalId: string;
      readonly failures: readonly Failure[];
      /** With `--why`. */
      readonly why?: BuildKnowledge;
    }
  /** A failure of the whole service, e.g. a template that does not parse. */
  | { readonly type: 'service-failed'; readonly service: string; readonly failures: readonly Failure[] }
  | {
      readonly type: 'build-finished';
      /** With those that were reused. */
      readonly built: number;
      readonly reused?: number;
      readonly failed: number;
      readonly duration: number;
    };

export type DeployEvent =
  /** State is being read; `functions` will be compared. */
  | { readonly type: 'deploy-started'; readonly environment: string; readonly functions: number }
  | { readonly type: 'plan-made'; readonly plan: DeployPlan; readonly dryRun: boolean }
  | { readonly type: 'update-started'; readonly service: string; readonly logicalId: string; readonly zipSize: number }
  /** Bytes of a package that is uploaded in parts, after each part. */
  | {
      readonly type: 'upload-progress';
      readonly service: string;
      readonly logicalId: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'layer-published';
      readonly service: string;
      readonly logicalId: string;
      /** Of the new version. */
      readonly arn: string;
      readonly zipSize: number;
    }
  | { readonly type: 'function-settled'; readonly outcome: FunctionOutcome }
  /** Long work goes on: at most one a second. */
  | { readonly type: 'deploy-progress'; readonly settled: number; readonly total: number }
  | { readonly type: 'deploy-finished'; readonly report: DeployReport };

export type InvokeEvent =
  | {
      readonly type: 'invoke-started';
      readonly service: string;
      readonly logicalId: string;
      readonly physicalName: string;
      /** Who asks, and where. */
      readonly caller?: CallerIdentity;
    }
  /** There was no invocation, or no answer to it. An answer that is the function's error is a report. */
  | { readonly type: 'invoke-failed'; readonly service: string; readonly failures: readonly Failure[] }
  | { readonly type: 'invoke-finished'; readonly report: InvokeReport };

/** A run on this machine; it ends as any invocation does. */
export type LocalEvent =
  | {
      readonly type: 'local-started';
      readonly service: string;
      readonly logicalId: string;
      readonly physicalName: string;
      readonly identity: LocalIdentity;
    }
  /** The function logs, with places told as in a stack. */
  | { readonly type: 'local-log'; readonly service: string; readonly logicalId: string; readonly line: string }
  /** A part of an answer that is streamed. */
  | { readonly type: 'local-response'; readonly service: string; readonly logicalId: string; readonly text: string }
  /** With `--inspect`: what Node.js says of the debugger. */
  | { readonly type: 'local-debugger'; readonly service: string; readonly text: string }
  /** With `--watch`: the run is over, and the next one comes with the next change. */
  | { readonly type: 'local-waiting'; readonly service: string; readonly logicalId: string }
  | {
      readonly type: 'local-changed';
      readonly service: string;
      readonly logicalId: string;
      readonly files: readonly string[];
    };

export interface HistoryEvent {
  readonly type: 'history-finished';
  readonly report: HistoryReport;
}

export interface StatusEvent {
  readonly type: 'status-finished';
  readonly report: StatusReport;
}

export type ProvisionEvent =
  | {
      readonly type: 'provision-started';
      readonly environment: string;
      readonly identity: CallerIdentity;
      readonly services: number;
    }
  /** Somebody's operation is under way, and is waited for. */
  | { readonly type: 'stack-waiting'; readonly service: string; readonly stackName: string; readonly status: string }
  | {
      readonly type: 'stack-planned';
      readonly service: string;
      readonly stackName: string;
      readonly isNew: boolean;
      readonly changes: readonly StackChange[];
      readonly parameters: readonly ShownParameter[];
    }
  | { readonly type: 'stack-event'; readonly service: string; readonly stackName: string; readonly event: StackEvent }
  /** A sign of life while an operation goes on, at most one a second for each stack. */
  | {
      readonly type: 'stack-progress';
      readonly service: string;
      readonly stackName: string;
      /** Resources that are done. */
      readonly settled: number;
      /** As planned; absent where that is not known. */
      readonly total?: number;
      /** The longest first. */
      readonly running: readonly { readonly logicalId: string; readonly type: string; readonly elapsed: number }[];
      /** It failed and is being taken back. */
      readonly isTakenBack: boolean;
    }
  | { readonly type: 'stack-settled'; readonly outcome: StackOutcome }
  | { readonly type: 'provision-finished'; readonly report: ProvisionReport };

/** What happens to a stack while it goes is told as `stack-event`. */
export type RemovalEvent =
  | {
      readonly type: 'removal-started';
      /** Absent: stacks of several environments. */
      readonly environment?: string;
      readonly identity: CallerIdentity;
      readonly stacks: number;
    }
  | { readonly type: 'stack-removed'; readonly outcome: RemovalOutcome }
  | { readonly type: 'destroy-finished'; readonly report: DestroyReport }
  | { readonly type: 'sweep-finished'; readonly report: SweepReport };

export type BootstrapEvent =
  | { readonly type: 'bootstrap-started'; readonly identity: CallerIdentity }
  | { readonly type: 'bootstrap-finished'; readonly report: BootstrapReport };

export interface ParametersEvent {
  readonly type: 'parameters-explained';
  readonly report: ParametersReport;
}

export interface ListEvent {
  readonly type: 'environments-listed';
  readonly report: EnvironmentList;
}

/** Between a round's two events come those of its build and its deployment. */
export type WatchEvent =
  | {
      readonly type: 'watch-started';
      readonly environment: string;
      readonly services: readonly string[];
      readonly functions: number;
    }
  | {
      readonly type: 'round-started';
      /** Counts from 1; the first round brings everything up to date. */
      readonly round: number;
      /** Saved since the last round; none in the first one and in a repeated one. */
      readonly paths: readonly string[];
      readonly functions: readonly FunctionSubject[];
    }
  | {
      readonly type: 'round-finished';
      readonly round: number;
      readonly updated: number;
      /** Functions of this round that are not deployed. */
      readonly left: number;
      /** Files that are watched from now on. */
      readonly watched: number;
      readonly duration: number;
    }
  /** The round is tried again by itself, ever less often; told once for all tries. */
  | { readonly type: 'watch-retrying'; readonly failure: Failure }
  | { readonly type: 'watch-finished'; readonly report: WatchReport };
