import type { TransformContext } from '../context.ts';
import type { Attributes, Generated } from '../generated.ts';
import type { JsonObject } from '../json.ts';
import type { PropertyRules } from '../property-rules.ts';

/** An entry of a function's or a state machine's `Events`. */
export interface SamEvent {
  /** The logical id of its owner and its own name: what the resources made for it are called after. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** What an event calls: a function, its alias where one is published, or a state machine. */
export interface EventTarget {
  readonly kind: 'function' | 'state machine';
  readonly logicalId: string;
  readonly arn: JsonObject;
  /** A function by its name; an alias by its ARN, which a Ref gives. */
  readonly name: JsonObject;
  readonly attributes: Attributes;
  /** The role of the function, where it is generated or not; events add policies to it. */
  readonly role?: Generated;
  readonly permissionsBoundary?: JsonObject | string;
}

export interface EventSource {
  readonly rules: PropertyRules;
  /** Checks that what the event names is there, before anything is made. */
  readonly check?: (event: SamEvent, context: TransformContext) => void;
  readonly resources: (event: SamEvent, target: EventTarget, context: TransformContext) => readonly Generated[];
}

export type EventSources = Readonly<Record<string, EventSource>>;
