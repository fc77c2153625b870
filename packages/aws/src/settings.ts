/** How AWS is reached. What is absent comes from the SDK's standard chain: environment variables, profiles, SSO, roles. */
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';

export interface AwsSettings {
  readonly region?: string;
  /** For tests; a user sets AWS_ENDPOINT_URL, which the SDK reads itself. */
  readonly endpoint?: string;
  readonly credentials?: NonNullable<LambdaClientConfig['credentials']>;
  /** Of the AWS configuration of this machine: its credentials, and its region where none is given here. */
  readonly profile?: string;
  /** Assumed with the credentials that are found without it. */
  readonly role?: AssumedRole;
  /** Attempts for one request, the first one included; 8 when absent. These are all retries that there are. */
  readonly maxAttempts?: number;
  /** The part of Lambda's rate limits that is left to others, 0 to below 1; 0.03 when absent. */
  readonly headroom?: number;
  /** Requests a second; AWS's own limits when absent. For tests against something that has none. */
  readonly rates?: { readonly getFunction: number; readonly rest: number };
}

export interface AssumedRole {
  readonly arn: string;
  /** What CloudTrail shows: 2 to 64 of `\w+=,.@-`. */
  readonly sessionName: string;
}
