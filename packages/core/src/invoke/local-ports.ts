/**
 * What running a function on this machine needs of the outside. Adapters are in packages/aws, packages/workspace and
 * packages/runtime; none of them throws for anything that AWS, the file system or the function can do.
 */
import type { Result } from '../failure.ts';
import type { DeployedSettings } from './deployed-settings.ts';
import type { SessionCredentials } from './local-role.ts';
import type { SourceLookup } from './source-lookup.ts';

export interface FunctionSettingsPort {
  /** Undefined: no such function. A version or an alias may follow the name after a colon. */
  settings(name: string, signal?: AbortSignal): Promise<Result<DeployedSettings | undefined>>;
}

export interface AssumeRoleRequest {
  readonly role: string;
  readonly sessionName: string;
}

export interface RoleSession {
  readonly credentials: SessionCredentials;
  /** Of the session. */
  readonly arn: string;
}

export interface RolePort {
  assumeRole(request: AssumeRoleRequest, signal?: AbortSignal): Promise<Result<RoleSession>>;
  /** The caller's own. */
  ownCredentials(): Promise<Result<SessionCredentials>>;
}

export interface LayerCodePort {
  /** The zip of a layer's version, proven by its digest. */
  read(arn: string, signal?: AbortSignal): Promise<Result<Uint8Array>>;
}

/** Layers unpacked on this machine, once a version. */
export interface LayerFoldersPort {
  /** The absolute folder that stands for /opt: later layers lie over earlier ones. `read` is called for what is not there. */
  folder(
    layers: readonly { readonly codeSha256: string; read(): Promise<Result<Uint8Array>> }[],
  ): Promise<Result<string>>;
}

/** The function's code as files. */
export interface LocalCode {
  /** Absolute, a real path: what Lambda has as /var/task. */
  readonly taskRoot: string;
  /** Absolute: a module that loads the packages which the code will ask for. Absent: none. */
  readonly preload?: string;
  /** Absent: the code is no bundle. */
  readonly sources?: SourceLookup;
  /** Workspace-relative files and folders that the code was made of. */
  readonly madeOf: readonly string[];
}

export interface LocalCodePort {
  /** Makes the code anew; the files are in the same place each time. */
  place(): Promise<Result<LocalCode>>;
  /** Removes the files. */
  remove(): Promise<void>;
}

/** One function's process. Paths in what it tells are those of Lambda. */
export interface LocalSandbox {
  /** Rejects only when the signal is aborted; the process is ended then. */
  invoke(request: LocalInvocation, signal: AbortSignal, watcher: LocalWatcher): Promise<LocalAnswer>;
  stop(): Promise<void>;
}

export interface LocalInvocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly functionArn: string;
}

export interface LocalWatcher {
  onLogLine(line: string): void;
  /** Parts of an answer that is streamed. */
  onResponse(part: Uint8Array): void;
}

export interface LocalAnswer {
  readonly payload: Uint8Array;
  readonly functionError?: string;
  /** With START, END and REPORT. */
  readonly log: string;
}

export interface SandboxRequest {
  readonly code: Pick<LocalCode, 'taskRoot' | 'preload'>;
  /** The code will come later: the process boots and waits for it. */
  readonly standby: boolean;
}

export interface LocalRuntimePort {
  /** A failure: the runtime does not run on this machine. */
  start(fn: RunnableFunction, request: SandboxRequest): Promise<Result<LocalSandbox>>;
}

/** All that a function's process gets. */
export interface RunnableFunction {
  readonly physicalName: string;
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  readonly region: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly variables: Readonly<Record<string, string>>;
  readonly credentials: SessionCredentials;
  /** Absolute; absent: it has no layers. */
  readonly layersFolder?: string;
}

/** Tells of changed files. */
export interface ChangePort {
  /**
   * From now on, changes of these workspace-relative files and folders count, in place of those named before.
   *
   * @param since milliseconds since 1970: what was not watched before and changed since then is told; absent: nothing of it.
   */
  watch(paths: readonly string[], since?: number): void;
  /** Resolves with what changed since it was last asked, at least one path; when the signal is aborted, with none. */
  next(signal: AbortSignal): Promise<readonly string[]>;
  close(): void;
}
