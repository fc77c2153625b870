import type { LocalIdentity } from './local-role.ts';

/** What one invocation of a function gave, in the cloud or on this machine. */
export interface InvokeReport {
  readonly schema: 1;
  readonly command: 'invoke-cloud' | 'invoke-local';
  readonly service: string;
  readonly logicalId: string;
  readonly physicalName: string;
  readonly accountId: string;
  readonly region: string;
  readonly qualifier?: string;
  readonly kind: 'result' | 'function-error' | 'accepted';
  readonly requestId?: string;
  /** The answer's text: JSON as the function gave it; absent for an asynchronous event. */
  readonly payload?: string;
  readonly error?: FunctionError;
  /** The invocation's own log lines, without START, END and REPORT; places in deployed code are mapped as in a stack. */
  readonly logLines: readonly string[];
  /** Lambda returns the last 4 KB only: true when the log's beginning is missing. */
  readonly logTruncated: boolean;
  readonly usage?: InvocationUsage;
  /** Deployed and built code differ, or nothing is built here. */
  readonly codeNotice?: string;
  /** `invoke-local`: whose credentials the function had. */
  readonly identity?: LocalIdentity;
}

/** Read off the REPORT line. Milliseconds and MB. */
export interface InvocationUsage {
  readonly duration: number;
  readonly billedDuration: number;
  readonly memorySize: number;
  readonly maxMemoryUsed: number;
  /** Present: a cold start. */
  readonly initDuration?: number;
}

export interface FunctionError {
  readonly type: string;
  readonly message: string;
  /** Stack lines, mapped back to the sources where a source map was found. */
  readonly stack: readonly string[];
  readonly mapped: boolean;
}
