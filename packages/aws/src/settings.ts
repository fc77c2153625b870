/** How AWS is reached. What is absent comes from the SDK's standard chain: environment variables, profiles, SSO, roles. */
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';

export interface AwsSettings {
  readonly region?: string;
  /** For tests; a user sets AWS_ENDPOINT_URL, which the SDK reads itself. */
  readonly endpoint?: string;
  readonly credentials?: NonNullable<LambdaClientConfig['credentials']>;
  /** Attempts for one request, the first one included; 5 when absent. */
  readonly maxAttempts?: number;
}
