import type { JsonObject } from '../../json.ts';
import type { ResourceHandler, ResourceRequest } from './handler.ts';
import { physicalName } from './names.ts';

/** A type that exists as a record: a plausible name, Ref and attributes, and nothing behind them. */
export interface RecordType {
  readonly replacedBy?: readonly string[] | 'all';
  readonly mayReplace?: readonly string[];
  readonly nameProperty?: string;
  /** Whether the stack's tags go onto it; true unless it says no. */
  readonly tagged?: boolean;
  /** A name from `nameProperty`, or one that is made up, when absent. */
  physicalId?(request: ResourceRequest): string;
  /** The physical id when absent. */
  ref?(physicalId: string, request: ResourceRequest): string;
  /** May depend on the physical id and the properties alone. */
  attributes?(physicalId: string, request: ResourceRequest): JsonObject;
}

export function recordHandler(type: RecordType): ResourceHandler {
  const made = (physicalId: string, request: ResourceRequest) => ({
    physicalId,
    ref: type.ref?.(physicalId, request) ?? physicalId,
    attributes: type.attributes?.(physicalId, request) ?? {},
  });
  return {
    replacedBy: type.replacedBy ?? (type.nameProperty === undefined ? [] : [type.nameProperty]),
    ...(type.mayReplace === undefined ? {} : { mayReplace: type.mayReplace }),
    ...(type.nameProperty === undefined ? {} : { nameProperty: type.nameProperty }),
    tagged: type.tagged ?? true,
    create: (request) => made(type.physicalId?.(request) ?? physicalName(request, type.nameProperty), request),
    update: (request, existing) => made(existing.physicalId, request),
    delete: () => ({}),
  };
}
