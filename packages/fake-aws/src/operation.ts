import type { FaultRule } from './faults.ts';
import type { Caller } from './identity.ts';
import type { WireReply, WireRequest } from './wire.ts';
import type { World } from './world.ts';

/** What every operation of every service is given. */
export interface OperationCall {
  readonly request: WireRequest;
  readonly caller: Caller;
  readonly world: World;
  /** As the answer's request id header carries it. */
  readonly requestId: string;
  readonly faults: readonly FaultRule[];
}

/** A request that has been understood and not yet carried out. */
export interface Operation {
  readonly service: ServiceName;
  /** As AWS names it, e.g. `UpdateFunctionCode`. */
  readonly name: string;
  readonly mutating: boolean;
  /** The function, bucket/key, stack or role that it is about. */
  readonly resource?: string;
  /** Throws ApiError for what AWS would answer as an error. */
  run(call: OperationCall): WireReply | Promise<WireReply>;
}

export type ServiceName = 'lambda' | 's3' | 'sts' | 'cloudformation' | 'ssm' | 'secretsmanager';
