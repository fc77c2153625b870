/**
 * What a function is, and how a change of it settles. Time only enters as a number: nothing here waits, a version is
 * settled when it is next looked at. Source: Lambda Developer Guide, "Lambda function states".
 */

export interface FunctionSettings {
  readonly packageType: 'Zip' | 'Image';
  readonly runtime?: string;
  readonly handler?: string;
  readonly role: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly layers: readonly string[];
  readonly architectures: readonly string[];
  /** MB of /tmp. */
  readonly ephemeralStorage: number;
  readonly tracingMode: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly logGroup: string;
  readonly kmsKeyArn?: string;
  /** Lambda makes a snapshot of each published version. */
  readonly snapStart?: boolean;
  readonly imageUri?: string;
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

export interface FunctionCode {
  readonly zip: Uint8Array;
  /** Base64 SHA-256 of the zip. */
  readonly codeSha256: string;
  /** The object that is referred to in place of a copy. */
  readonly source?: SourceObject;
}

export interface SourceObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

/** Settings and code that are in force together; `id` tells one such pair from every other. */
export interface Deployed {
  readonly id: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
}

export interface UpdateFailure {
  readonly reason: string;
  readonly reasonCode: string;
}

/** A change that was accepted and has not settled. */
export interface Change {
  readonly kind: 'create' | 'update';
  /** Milliseconds since 1970. */
  readonly settlesAt: number;
  readonly revisionIdAfter: string;
  /** What serves invocations until then; absent for a create, which serves nothing. */
  readonly before?: Deployed;
  readonly failure?: UpdateFailure;
}

export interface FunctionVersion {
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly deployed: Deployed;
  /** What $LATEST was when this version was published, with its own description. */
  readonly publishedFrom?: Deployed;
  readonly revisionId: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  readonly change?: Change;
  /** A function in a VPC that nobody invoked for long: Inactive until it is updated. */
  readonly isIdle?: boolean;
  /** Why the last update failed; absent when it did not. */
  readonly failure?: UpdateFailure;
}

/** RevisionId changes at the acceptance of a change and once more here. A failed update leaves what was in force. */
export function settle(version: FunctionVersion, now: number): FunctionVersion {
  const change = version.change;
  if (change === undefined || now < change.settlesAt) return version;
  const { change: _settled, failure: _old, ...rest } = version;
  const failure = change.failure;
  return {
    ...rest,
    revisionId: change.revisionIdAfter,
    ...(failure === undefined ? {} : { failure, deployed: change.before ?? version.deployed }),
  };
}

/** "While an update is in progress, invocations use the function's previous code and configuration." */
export function serving(version: FunctionVersion): Deployed | undefined {
  if (version.change === undefined) return version.deployed;
  return version.change.before;
}
