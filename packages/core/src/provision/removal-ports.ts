/** What removing stacks needs from the outside, beside CloudFormation itself. */
import type { Result } from '../failure.ts';
import type { Clock, IdentityPort, StackPort } from '../ports.ts';
import type { ParsedDocument } from '../service/template-node.ts';
import type { StackOperationsPort } from './stack-ports.ts';

export interface BucketContentsPort {
  /** Older versions and delete markers are content, too. Undefined: there is no such bucket. */
  isEmpty(bucket: string, expectedOwner: string, signal?: AbortSignal): Promise<Result<boolean | undefined>>;
  /** Removes every object with all its versions for good; answers how many there were. */
  empty(bucket: string, expectedOwner: string, signal?: AbortSignal): Promise<Result<number>>;
}

export interface RemovalPorts {
  readonly identity: IdentityPort;
  readonly stacks: StackOperationsPort;
  readonly resources: StackPort;
  readonly buckets: BucketContentsPort;
  /** Reads a deployed template; `path` is only for messages. */
  readonly parse: (path: string, text: string) => ParsedDocument;
  readonly clock: Clock;
}
