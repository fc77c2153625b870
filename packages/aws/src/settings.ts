/** How AWS is reached. What is absent comes from the SDK's standard chain: environment variables, profiles, SSO, roles. */
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';

export interface AwsSettings {
  readonly region?: string;
  /** For tests; a user sets AWS_ENDPOINT_URL, which the SDK reads itself. */
  readonly endpoint?: string;
  readonly credentials?: NonNullable<LambdaClientConfig['credentials']>;
  /** Attempts for one request, the first one included; 8 when absent. These are all retries that there are. */
  readonly maxAttempts?: number;
  /** The part of Lambda's rate limits that is left to others, 0 to below 1; 0.03 when absent. */
  readonly headroom?: number;
  /** Requests a second; AWS's own limits when absent. For tests against something that has none. */
  readonly rates?: { readonly getFunction: number; readonly rest: number };
}
