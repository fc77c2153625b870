import type { Target } from './target.ts';

/** One changed property, tag or attribute of a resource (API Reference, "ResourceChangeDetail"). */
export interface ChangeDetail {
  readonly attribute: 'Properties' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy' | 'Tags';
  /** Of the property; absent for other attributes. */
  readonly name?: string;
  readonly requiresRecreation: 'Never' | 'Conditionally' | 'Always';
  /** Dynamic: only carrying it out will tell the new value. */
  readonly evaluation: 'Static' | 'Dynamic';
  readonly source:
    | 'ResourceReference'
    | 'ParameterReference'
    | 'ResourceAttribute'
    | 'DirectModification'
    | 'Automatic';
  readonly causingEntity?: string;
  readonly before?: string;
  readonly after?: string;
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Dynamic';
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  /** For Modify alone. */
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly policyAction?: string;
  readonly details: readonly ChangeDetail[];
  /** Properties as JSON, before and after. */
  readonly beforeContext?: string;
  readonly afterContext?: string;
  /** Of a nested stack, where nested stacks are included. */
  readonly changeSetId?: string;
}

export type OnStackFailure = 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';

export interface ChangeSet {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly description?: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly created: number;
  /** When its creation has ended; milliseconds since 1970. */
  readonly readyAt: number;
  readonly failure?: string;
  readonly executionStatus: 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED' | 'OBSOLETE';
  /** Absent when the creation failed before there was one. */
  readonly target?: Target;
  readonly changes: readonly ResourceChange[];
  readonly capabilities: readonly string[];
  readonly onStackFailure?: OnStackFailure;
  readonly mode: 'STANDARD' | 'EXPRESS';
  /** As DeploymentConfig says; in EXPRESS mode rollback is disabled unless it says no. */
  readonly disableRollback?: boolean;
  readonly includeNestedStacks: boolean;
  /** Of the request that made it: repeated, it gets this one. */
  readonly clientToken?: string;
  readonly parentId?: string;
  readonly rootId?: string;
}
