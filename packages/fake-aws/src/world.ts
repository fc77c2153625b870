import type { CallLog } from './calls.ts';
import type { StackStore } from './cloudformation/stack-store.ts';
import type { Faults } from './faults.ts';
import type { Identities } from './identity.ts';
import type { JsonObject } from './json.ts';
import type { FunctionStore } from './lambda/function-store.ts';
import type { LayerStore } from './lambda/layer-store.ts';
import type { SandboxPool } from './lambda/sandbox-pool.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Bucket } from './s3/bucket.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import type { Clock, Settings } from './settings.ts';
import type { ParameterStore } from './ssm/parameter-store.ts';

/** All state of one stand-in. Each service reads and writes its own part; nothing else is global. */
export interface World {
  /** `http://127.0.0.1:<port>`; known once the server listens. */
  endpoint: string;
  /** The account of callers that no table names. */
  readonly account: string;
  readonly settings: Settings;
  readonly clock: Clock;
  /** A UUID; an argument so that a test may know it. */
  readonly newId: () => string;
  readonly identities: Identities;
  readonly calls: CallLog;
  readonly faults: Faults;
  readonly limiter: RateLimiter;
  readonly functions: FunctionStore;
  readonly layers: LayerStore;
  readonly sandboxes: SandboxPool;
  /** Zips that presigned addresses of GetFunction name; see lambda/code-location.ts. */
  readonly snapshots: Map<string, Uint8Array>;
  /** Bucket names are one namespace over all accounts and regions. */
  readonly buckets: Map<string, Bucket>;
  readonly stacks: StackStore;
  /** SSM's Parameter Store. */
  readonly parameters: ParameterStore;
  readonly secrets: SecretStore;
  /** Roles whose trust policy does not name the caller: AssumeRole is denied. */
  readonly untrusted: Set<string>;
  /** Trust policies of roles that stacks made, by ARN. Other roles trust everybody who is not kept out by `untrusted`. */
  readonly trustPolicies: Map<string, JsonObject>;
  /** Told of every error that is the stand-in's own. */
  readonly bug: (error: unknown) => void;
}
