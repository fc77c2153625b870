/** What AWS reports about one function: the truth that plans are made against. */
export interface DeployedFunction {
  readonly physicalName: string;
  readonly arn: string;
  /** Taken from the ARN. */
  readonly accountId: string;
  /** Taken from the ARN. */
  readonly region: string;
  readonly codeSha256: string;
  /** Bytes. */
  readonly codeSize: number;
  readonly revisionId: string;
  readonly runtime?: string;
  readonly handler?: string;
  readonly architectures: readonly string[];
  /** ARNs of its layers' versions, in their order; absent: none. */
  readonly layers?: readonly string[];
  readonly packageType: 'Zip' | 'Image';
  /** `Active`, `Pending`, `Inactive` or `Failed`. */
  readonly state?: string;
  readonly stateReason?: string;
  /** `Successful`, `InProgress` or `Failed`. */
  readonly lastUpdateStatus?: string;
  readonly lastUpdateStatusReason?: string;
  readonly lastUpdateStatusReasonCode?: string;
  /** ISO 8601, as Lambda reports it. */
  readonly lastModified?: string;
  /** `$LATEST`, or the number of the version that was asked for, by itself or through an alias. */
  readonly version?: string;
  readonly tags: FunctionTags;
}

/** What ListFunctions tells: no tags and no state, so it never proves that a function may be written to. */
export type ListedFunction = Omit<
  DeployedFunction,
  | 'tags'
  | 'version'
  | 'state'
  | 'stateReason'
  | 'lastUpdateStatus'
  | 'lastUpdateStatusReason'
  | 'lastUpdateStatusReasonCode'
>;

export type FunctionTags =
  | { readonly kind: 'read'; readonly tags: Readonly<Record<string, string>> }
  /** GetFunction set TagsError: the caller lacks lambda:ListTags. */
  | { readonly kind: 'unreadable'; readonly message: string };
