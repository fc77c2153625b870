/**
 * What the outside must do for us, as narrow as our use of it. Adapters in packages/aws and packages/workspace carry
 * them out; none of them throws for anything that AWS or the file system can answer.
 */

import type { Result } from './failure.ts';
import type { DeployedAlias } from './plan/deployed-alias.ts';
import type { DeployedFunction, ListedFunction } from './plan/deployed-function.ts';

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
  readonly region: string;
  /** Unique: of a user `AIDA…`, of a role's session `AROA…:<session name>`. */
  readonly userId?: string;
}

export interface IdentityPort {
  callerIdentity(signal?: AbortSignal): Promise<Result<CallerIdentity>>;
}

export type CodeLocation =
  | { readonly kind: 'zip'; readonly bytes: Uint8Array }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly key: string;
      /** Lambda refers to this version of the object from then on; absent: it takes a copy. */
      readonly referTo?: string;
    };

export interface UpdateCodeRequest {
  readonly name: string;
  readonly code: CodeLocation;
  /** The RevisionId just read; Lambda answers 412 when the function changed since. */
  readonly revisionId: string;
  readonly architecture: string;
  /** Once aborted, no further attempt is sent; one that is under way is waited for. */
  readonly stop?: AbortSignal;
}

/** One page of the functions of the account and region. */
export interface FunctionPage {
  readonly functions: readonly ListedFunction[];
  /** Marker of the next page; absent on the last one. */
  readonly next?: string;
}

export interface UpdateCodeAnswer {
  readonly codeSha256: string;
  readonly revisionId: string;
  /** As of the answer: `InProgress`, or `Successful` where the update is over already. */
  readonly lastUpdateStatus?: string;
}

export interface PublishVersionRequest {
  readonly name: string;
  /** Lambda publishes nothing where $LATEST has other code. */
  readonly codeSha256: string;
  /** Of $LATEST, just read; Lambda answers 412 when it changed since. */
  readonly revisionId: string;
  /** Once aborted, no further attempt is sent; one that is under way is waited for. */
  readonly stop?: AbortSignal;
}

export interface PublishVersionAnswer {
  readonly version: string;
  readonly codeSha256: string;
  /** `Pending` while Lambda makes the version ready; absent: not told. */
  readonly state?: string;
}

export interface UpdateAliasRequest {
  readonly name: string;
  readonly alias: string;
  /** The version that it is to lead to. Weights stay as they are. */
  readonly version: string;
  /** Of the alias, just read; Lambda answers 412 when it changed since. */
  readonly revisionId: string;
  /** Once aborted, no further attempt is sent; one that is under way is waited for. */
  readonly stop?: AbortSignal;
}

export interface InvokeRequest {
  readonly name: string;
  readonly qualifier?: string;
  readonly payload: Uint8Array;
  readonly async: boolean;
}

export interface InvokeAnswer {
  /** HTTP status: 200 for a result, 202 for an accepted asynchronous event. */
  readonly statusCode: number;
  /** `Handled` or `Unhandled` when the function failed. */
  readonly functionError?: string;
  readonly payload: Uint8Array;
  /** The last 4 KB of the invocation's log, decoded. */
  readonly logTail?: string;
  readonly executedVersion?: string;
  readonly requestId?: string;
}

export interface LambdaPort {
  /** Undefined: no such function. A version or an alias may follow the name after a colon. */
  getFunction(name: string, signal?: AbortSignal): Promise<Result<DeployedFunction | undefined>>;
  /** Up to 50 functions. The first page has no marker. */
  listFunctions(marker: string | undefined, signal?: AbortSignal): Promise<Result<FunctionPage>>;
  /**
   * The answer's codeSha256 and revisionId are those of the accepted update, which may still be under way. A 409 or 412
   * after an attempt whose answer was lost has that loss as its second failure: it may be our own update that stands
   * in the way.
   */
  updateFunctionCode(request: UpdateCodeRequest, signal?: AbortSignal): Promise<Result<UpdateCodeAnswer>>;
  /** Undefined: no such alias, or no such function. */
  getAlias(name: string, alias: string, signal?: AbortSignal): Promise<Result<DeployedAlias | undefined>>;
  /** Answers the version that is there where neither code nor configuration changed since it was published. */
  publishVersion(request: PublishVersionRequest, signal?: AbortSignal): Promise<Result<PublishVersionAnswer>>;
  updateAlias(request: UpdateAliasRequest, signal?: AbortSignal): Promise<Result<DeployedAlias>>;
  invoke(request: InvokeRequest, signal?: AbortSignal): Promise<Result<InvokeAnswer>>;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export interface StackPort {
  /** Undefined: no such stack. */
  listResources(stackName: string, signal?: AbortSignal): Promise<Result<readonly StackResource[] | undefined>>;
}

/** A package that is read in pieces, so that a large one never lies in memory as a whole. */
export interface PackageBody {
  /** Bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `start` on. */
  read(start: number, length: number): Promise<Result<Uint8Array>>;
}

export interface PutRequest {
  readonly bucket: string;
  readonly key: string;
  readonly body: PackageBody;
  /** Account that must own the bucket. */
  readonly expectedOwner: string;
  readonly codeSha256: string;
  /** Told after each part of an upload in parts; bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface StoredPackage {
  readonly stored: boolean;
  /** Of the object; absent where the bucket keeps no versions. */
  readonly versionId?: string;
}

export interface ObjectStorePort {
  /**
   * Content-addressed: `stored` is false when the object was there already. Large bodies go up in parts; when that fails
   * or is aborted, no part stays behind.
   */
  putIfAbsent(request: PutRequest, signal?: AbortSignal): Promise<Result<StoredPackage>>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, at once when the signal is aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
