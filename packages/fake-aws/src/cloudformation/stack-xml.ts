import { members, type XmlNode } from '../xml.ts';
import { timestamp } from './form.ts';
import type { Stack, StackEvent, StackResource } from './stack.ts';

const NOT_CHECKED = { StackResourceDriftStatus: 'NOT_CHECKED' };

export function stackXml(stack: Stack): XmlNode {
  const hidden = new Set(stack.hidden ?? []);
  const parameters = Object.entries(stack.parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    // "NoEcho … the parameter value is masked as asterisks (*****)"; the API answers four.
    ParameterValue: hidden.has(ParameterKey) ? '****' : value,
    ResolvedValue: stack.resolved?.[ParameterKey],
  }));
  const outputs = Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
    Description: stack.outputDetails?.[OutputKey]?.description,
    ExportName: stack.outputDetails?.[OutputKey]?.exportName,
  }));
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.description,
    Parameters: members(parameters),
    CreationTime: timestamp(stack.created),
    DeletionTime: stack.deleted === undefined ? undefined : timestamp(stack.deleted),
    LastUpdatedTime: stack.lastUpdated === undefined ? undefined : timestamp(stack.lastUpdated),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback ?? false,
    DeploymentConfig: stack.mode === undefined ? undefined : { Mode: stack.mode },
    NotificationARNs: members(stack.notificationArns ?? []),
    Capabilities: members(stack.capabilities ?? []),
    Outputs: members(outputs),
    RoleARN: stack.roleArn,
    Tags: members(Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value }))),
    EnableTerminationProtection: stack.terminationProtection ?? false,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function stackSummary(stack: Stack): XmlNode {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: timestamp(stack.created),
    LastUpdatedTime: stack.lastUpdated === undefined ? undefined : timestamp(stack.lastUpdated),
    DeletionTime: stack.deleted === undefined ? undefined : timestamp(stack.deleted),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    ParentId: stack.parentId,
    RootId: stack.rootId,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function resourceSummary(resource: StackResource): XmlNode {
  return { ...resourceCore(resource), LastUpdatedTimestamp: timestamp(resource.lastUpdated) };
}

/** DescribeStackResources names the time otherwise than ListStackResources. */
export function resourceXml(stack: Stack, resource: StackResource): XmlNode {
  const time = timestamp(resource.lastUpdated);
  return { StackId: stack.id, StackName: stack.name, ...resourceCore(resource), Timestamp: time };
}

function resourceCore(resource: StackResource): XmlNode {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId === '' ? undefined : resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: NOT_CHECKED,
  };
}

export function eventXml(stack: Stack, event: StackEvent): XmlNode {
  return {
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: timestamp(event.time),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ClientRequestToken: event.token,
  };
}
