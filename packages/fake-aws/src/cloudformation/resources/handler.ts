import type { Caller } from '../../identity.ts';
import type { JsonObject } from '../../json.ts';
import type { World } from '../../world.ts';
import type { StackIdentity } from '../target.ts';

/** What a resource is made or changed from. */
export interface ResourceRequest {
  readonly world: World;
  readonly caller: Caller;
  readonly stack: StackIdentity;
  readonly logicalId: string;
  readonly type: string;
  /** Functions evaluated, dynamic references resolved. */
  readonly properties: JsonObject;
  /** The stack's tags and those that CloudFormation adds itself. */
  readonly tags: Readonly<Record<string, string>>;
  readonly express: boolean;
  /** The time of the step, by the stand-in's clock. */
  readonly time: number;
  readonly nested: NestedStacks;
}

/** How a resource looks once it is made. */
export interface MadeResource {
  readonly physicalId: string;
  /** What Ref gives; the physical id when absent. */
  readonly ref?: string;
  /** What GetAtt gives. */
  readonly attributes?: JsonObject;
  /** When it has settled, where that takes longer than a resource does. */
  readonly settlesAt?: number;
  /** ARN of the stack whose operation must end first. */
  readonly nestedStack?: string;
}

export interface ExistingResource {
  readonly physicalId: string;
  readonly properties: JsonObject;
  readonly attributes: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

/** One resource type. Methods throw ApiError or ResourceFailure for what lets the resource fail. */
export interface ResourceHandler {
  /** Properties whose change needs a new resource (Template Reference, "Update requires: Replacement"). */
  readonly replacedBy: readonly string[] | 'all';
  /** Properties whose change may need one. */
  readonly mayReplace?: readonly string[];
  /** The property that names the resource, where users may name it. */
  readonly nameProperty?: string;
  /** Whether the stack's tags go onto the resource. */
  readonly tagged: boolean;
  create(request: ResourceRequest): MadeResource;
  update(request: ResourceRequest, existing: ExistingResource): MadeResource;
  /** Deleting what is gone already succeeds. */
  delete(request: ResourceRequest, existing: ExistingResource): { readonly nestedStack?: string };
}

/** What AWS::CloudFormation::Stack asks of the engine. Each answers the nested stack's ARN. */
export interface NestedStacks {
  create(request: ResourceRequest): string;
  update(request: ResourceRequest, stackId: string): string;
  /** Undefined when it is gone already. */
  remove(request: ResourceRequest, stackId: string): string | undefined;
}

/** A resource that does not work out, with the reason that its event gives. */
export class ResourceFailure extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ResourceFailure';
  }
}

/** How the registry's handlers report what a service answered (as events show it). */
export function handlerReason(message: string, request: ResourceRequest, code = 'InvalidRequest'): string {
  return `Resource handler returned message: "${message}" (RequestToken: ${request.world.newId()}, HandlerErrorCode: ${code})`;
}
