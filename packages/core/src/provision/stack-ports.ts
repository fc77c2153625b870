/** What provisioning needs of CloudFormation. packages/aws carries it out; nothing throws for what AWS can answer. */
import type { Result } from '../failure.ts';
import type { ChangeSetEntry } from './stack-change.ts';
import type { StackEvent } from './stack-events.ts';

export interface StackDescription {
  readonly name: string;
  /** The stack's ARN. */
  readonly id: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** As CloudFormation shows them: values of NoEcho parameters are `****`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: readonly StackOutput[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly isProtected: boolean;
  /** The ARN of the stack that this one is nested in. */
  readonly parentId?: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** `express`: done once the configuration is applied; resources go on to become ready by themselves. */
export type StackMode = 'express' | 'standard';

export interface ChangeSetRequest {
  readonly stackName: string;
  readonly changeSetName: string;
  readonly kind: 'create' | 'update';
  readonly template:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'address'; readonly url: string };
  /** `previous`: the stack keeps its value. */
  readonly parameters: readonly (
    | { readonly name: string; readonly value: string }
    | { readonly name: string; readonly previous: true }
  )[];
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: StackMode;
  /** Tell the changes of nested stacks too, as entries `Child/Resource`. */
  readonly nestedStacks: boolean;
}

export interface ChangeSetDescription {
  readonly status: string;
  readonly statusReason?: string;
  readonly stackId: string;
  readonly entries: readonly ChangeSetEntry[];
}

export interface StackOperationsPort {
  /** Undefined: no such stack. By name or ARN; a removed stack is found by its ARN only. */
  describe(stack: string, signal?: AbortSignal): Promise<Result<StackDescription | undefined>>;
  /** All stacks of the account and region that are not removed. */
  describeAll(signal?: AbortSignal): Promise<Result<readonly StackDescription[]>>;
  /** The deployed template's Metadata as a JSON text. Undefined: no such stack, or it has none. */
  metadata(stackName: string, signal?: AbortSignal): Promise<Result<string | undefined>>;
  /** Of the parameters of the deployed template that have one. Undefined: no such stack. */
  parameterDefaults(
    stackName: string,
    signal?: AbortSignal,
  ): Promise<Result<Readonly<Record<string, string>> | undefined>>;
  /** The deployed template after its transforms. Undefined: no such stack, or it has none yet. */
  template(stack: string, signal?: AbortSignal): Promise<Result<string | undefined>>;
  /** Answers with the ARNs of the change set and its stack, before it is computed. */
  createChangeSet(
    request: ChangeSetRequest,
    signal?: AbortSignal,
  ): Promise<Result<{ readonly id: string; readonly stackId: string }>>;
  /** All pages. */
  describeChangeSet(id: string, signal?: AbortSignal): Promise<Result<ChangeSetDescription>>;
  /** `token` marks the events of this operation. */
  executeChangeSet(id: string, token: string, signal?: AbortSignal): Promise<Result<void>>;
  /** One that is gone already is a success. */
  deleteChangeSet(id: string, signal?: AbortSignal): Promise<Result<void>>;
  deleteStack(
    request: { readonly stack: string; readonly token: string; readonly mode: StackMode },
    signal?: AbortSignal,
  ): Promise<Result<void>>;
  /** The id of the newest event; undefined: there is none. */
  newestEvent(stack: string, signal?: AbortSignal): Promise<Result<string | undefined>>;
  /** The newest events first, back to the one that was seen last, to those of another operation, or to the beginning. */
  events(
    stack: string,
    until: { readonly lastSeen?: string; readonly token?: string },
    signal?: AbortSignal,
  ): Promise<Result<readonly StackEvent[]>>;
  /** Exports of this stack that others import, each with the stacks that do. */
  importers(
    exportNames: readonly string[],
    signal?: AbortSignal,
  ): Promise<Result<readonly { readonly exportName: string; readonly stacks: readonly string[] }[]>>;
}
