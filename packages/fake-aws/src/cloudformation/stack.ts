import type { JsonObject } from '../json.ts';

/**
 * Stacks as CloudFormation reports them. Seeding fills this model, and so does the engine that carries out change sets
 * and stack operations; what only reads stacks need not know which.
 */

export interface StackResource {
  readonly logicalId: string;
  /** E.g. `AWS::Lambda::Function`. */
  readonly type: string;
  /** Empty until the resource has been made. */
  readonly physicalId: string;
  readonly status: string;
  readonly statusReason?: string;
  /** Milliseconds since 1970. */
  readonly lastUpdated: number;
  /** What was deployed from a template; absent for a resource that was seeded. */
  readonly deployed?: DeployedResource;
}

export interface DeployedResource {
  /** As evaluated; dynamic references still as they were written. */
  readonly properties: JsonObject;
  /** What Ref gives. */
  readonly ref: string;
  /** What GetAtt gives. */
  readonly attributes: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string;
}

export interface StackOutput {
  readonly description?: string;
  readonly exportName?: string;
}

export interface Stack {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** ARN. */
  readonly id: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly created: number;
  readonly lastUpdated?: number;
  readonly deleted?: number;
  readonly description?: string;
  /** As given; those of `hidden` were declared NoEcho. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly hidden?: readonly string[];
  /** What SSM parameters held, by name of the template's parameter. */
  readonly resolved?: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly outputDetails?: Readonly<Record<string, StackOutput>>;
  /** Names of the exports that the stack imports. */
  readonly imports?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: readonly StackResource[];
  /** As it was given; absent for a stack that was seeded. */
  readonly templateBody?: string;
  /** With its transforms applied. */
  readonly processed?: JsonObject;
  readonly capabilities?: readonly string[];
  readonly notificationArns?: readonly string[];
  readonly roleArn?: string;
  readonly disableRollback?: boolean;
  readonly mode?: 'STANDARD' | 'EXPRESS';
  readonly terminationProtection?: boolean;
  /** ARNs, for a nested stack. */
  readonly parentId?: string;
  readonly rootId?: string;
  /** Of the change set that was executed last. */
  readonly changeSetId?: string;
}

export interface StackEvent {
  readonly id: string;
  readonly time: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: JsonObject;
  readonly operationId?: string;
  readonly token?: string;
}
