/**
 * The face of this package: run one Lambda function's unpacked code in a child process, over the Lambda Runtime API.
 * Knows neither AWS nor Nx.
 */

export interface SandboxOptions {
  /** As Lambda names it, e.g. `nodejs22.x`, `python3.12`. Decides the runner and its handler rules. */
  readonly runtime: string;
  readonly handler: string;
  /** Absolute folder that holds the unpacked artifact (LAMBDA_TASK_ROOT). */
  readonly taskRoot: string;
  /** Absolute folder that holds the unpacked layers, in place of /opt; none when absent. */
  readonly layersRoot?: string;
  /** The function's own variables. Nothing of this process's environment reaches the function but what Lambda has too. */
  readonly environment: Readonly<Record<string, string>>;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly region: string;
  /** MB. */
  readonly memorySize: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /**
   * This machine's variables. Only those that an executable needs here (PATH, the temporary folder, Windows' system
   * folders, a debugger's attach variables) are passed on; see `functionEnvironment`. Absent: the PATH that Lambda sets.
   */
  readonly hostEnvironment?: Readonly<Record<string, string | undefined>>;
  /** The Node executable for nodejs runtimes; the one that runs this process when absent. */
  readonly nodePath?: string;
  /** Where the files of `runnerFolder()` were copied to, for a build that bundles this package. */
  readonly runnerFolder?: string;
  /**
   * Node.js only: the process boots and waits; it loads the function's code when the first invocation comes. So it can be
   * started before the code is there.
   */
  readonly standby?: {
    /** Absolute path of a module that is loaded while it waits, whose failure is nobody's business. */
    readonly preload?: string;
  };
  /**
   * Node.js only: the function waits for a debugger before its code is loaded. As long as one may look, nothing ends the
   * function: there is no deadline, and no limit to its memory.
   */
  readonly inspect?: {
    /** On 127.0.0.1, and nowhere else. */
    readonly port: number;
    /** What Node.js says about the debugger, which is no part of the function's log. */
    readonly onMessage: (text: string) => void;
  };
}

export interface InvocationRequest {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  /** Base64 text of the client context, as the Invoke API takes it. */
  readonly clientContext?: string;
  readonly traceId?: string;
}

export interface InvocationReport {
  /** JSON as the function answered it, or Lambda's error shape `{errorType, errorMessage, trace}`. */
  readonly payload: Uint8Array;
  /** Absent: the function answered. `Unhandled`: as Lambda names any error of the function. */
  readonly functionError?: 'Unhandled';
  /** All that the invocation logged, START, END and REPORT lines included, as in CloudWatch. */
  readonly log: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds; present when this invocation started the process (a cold start). */
  readonly initDuration?: number;
  /** MB. */
  readonly maxMemoryUsed: number;
}

/** Told while the function runs. */
export interface InvocationWatcher {
  /** What it logs, in pieces as they come; START, END and REPORT are in the report alone. */
  onLog?(text: string): void;
  /** Parts of an answer that it streams. */
  onResponse?(part: Uint8Array): void;
}

/**
 * One execution environment: a process that answers one invocation at a time and is kept warm between them. After a
 * crash or a timeout the next invocation starts a new process.
 */
export interface Sandbox {
  /**
   * Concurrent callers are queued, first come, first served. Whatever the function does is a report; the promise is
   * rejected only when the caller's signal is aborted (with its reason; a function that is running is killed) or the
   * sandbox is stopped (`SandboxStopped`).
   */
  invoke(request: InvocationRequest, signal?: AbortSignal, watcher?: InvocationWatcher): Promise<InvocationReport>;
  /** Ends the child process and its server; resolves when both are gone. */
  stop(): Promise<void>;
}
