import { members, type XmlNode } from '../xml.ts';
import type { ChangeDetail, ChangeSet, ResourceChange } from './change-set.ts';
import { timestamp } from './form.ts';

/** What a change set shows of how far it is; a failed one cannot be executed. */
export function statusesOf(
  changeSet: ChangeSet,
  now: number,
): { readonly status: string; readonly executionStatus: string } {
  if (now < changeSet.readyAt) return { status: 'CREATE_IN_PROGRESS', executionStatus: 'UNAVAILABLE' };
  if (changeSet.failure !== undefined) return { status: 'FAILED', executionStatus: 'UNAVAILABLE' };
  return { status: 'CREATE_COMPLETE', executionStatus: changeSet.executionStatus };
}

export function changeSetSummary(changeSet: ChangeSet, now: number): XmlNode {
  const { status, executionStatus } = statusesOf(changeSet, now);
  return {
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: executionStatus,
    Status: status,
    StatusReason: status === 'FAILED' ? changeSet.failure : undefined,
    CreationTime: timestamp(changeSet.created),
    Description: changeSet.description,
    IncludeNestedStacks: changeSet.includeNestedStacks,
    ParentChangeSetId: changeSet.parentId,
    RootChangeSetId: changeSet.rootId,
  };
}

export function changeSetXml(
  changeSet: ChangeSet,
  changes: readonly ResourceChange[],
  withValues: boolean,
  now: number,
): XmlNode {
  const { target } = changeSet;
  const ready = now >= changeSet.readyAt;
  const parameters = [...(target?.parameters ?? [])].map(([ParameterKey, { text, noEcho, resolved }]) => ({
    ParameterKey,
    ParameterValue: noEcho ? '****' : text,
    ResolvedValue: resolved,
  }));
  return {
    ...changeSetSummary(changeSet, now),
    Parameters: members(parameters),
    NotificationARNs: members(target?.notificationArns ?? []),
    RollbackConfiguration: {},
    Capabilities: members(changeSet.capabilities),
    Tags: members(Object.entries(target?.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))),
    OnStackFailure: changeSet.onStackFailure,
    DeploymentConfig: {
      Mode: changeSet.mode,
      DisableRollback: changeSet.disableRollback,
    },
    Changes: members(ready ? changes.map((change) => changeXml(change, withValues)) : []),
  };
}

function changeXml(change: ResourceChange, withValues: boolean): XmlNode {
  const scope = [...new Set(change.details.map((detail) => detail.attribute))];
  return {
    Type: 'Resource',
    ResourceChange: {
      PolicyAction: change.policyAction,
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: members(scope),
      Details: members(change.details.map((detail) => detailXml(detail, withValues))),
      ChangeSetId: change.changeSetId,
      BeforeContext: withValues ? change.beforeContext : undefined,
      AfterContext: withValues ? change.afterContext : undefined,
    },
  };
}

function detailXml(detail: ChangeDetail, withValues: boolean): XmlNode {
  const { attribute, name, before, after } = detail;
  const kind = before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify';
  const values = {
    Path: name === undefined ? undefined : `/Properties/${name}`,
    BeforeValue: before,
    AfterValue: after,
    AttributeChangeType: kind,
  };
  return {
    Target: {
      Attribute: attribute,
      Name: name,
      // "RequiresRecreation: if the Attribute value is Properties".
      RequiresRecreation: attribute === 'Properties' ? detail.requiresRecreation : 'Never',
      ...(withValues && name !== undefined ? values : {}),
    },
    Evaluation: detail.evaluation,
    ChangeSource: detail.source,
    CausingEntity: detail.causingEntity,
  };
}
