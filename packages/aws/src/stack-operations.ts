/** Making, describing and removing stacks, behind core's port. */
import type {
  Change,
  DeploymentConfig,
  ResourceChange,
  StackEvent as SdkStackEvent,
  Stack,
} from '@aws-sdk/client-cloudformation';
import {
  type ChangeSetDescription,
  type ChangeSetEntry,
  failed,
  type Result,
  type StackDescription,
  type StackEvent,
  type StackMode,
  type StackOperationsPort,
  success,
} from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { cloudFormationSdk } from './sdk.ts';
import { isNoStack } from './stacks.ts';

export function createStackOperationsPort(clients: AwsClients): StackOperationsPort {
  const client = () => clients.cloudFormation();
  const abort = (signal: AbortSignal | undefined) => ({ ...(signal && { abortSignal: signal }) });
  /** One call: its failure names the permission and the stack. */
  async function call<T>(action: string, subject: string, send: () => Promise<T>): Promise<Result<T>> {
    try {
      return success(await send());
    } catch (error) {
      return failedCall(error, { action: `cloudformation:${action}`, subject });
    }
  }

  return {
    async describe(stack, signal) {
      const { DescribeStacksCommand } = cloudFormationSdk();
      try {
        const { Stacks = [] } = await client().send(new DescribeStacksCommand({ StackName: stack }), abort(signal));
        return success(Stacks[0] && description(Stacks[0]));
      } catch (error) {
        if (isNoStack(error)) return success(undefined);
        return failedCall(error, { action: 'cloudformation:DescribeStacks', subject: `stack ${stack}` });
      }
    },

    async describeAll(signal) {
      const { paginateDescribeStacks } = cloudFormationSdk();
      return call('DescribeStacks', 'all stacks', async () => {
        const found: StackDescription[] = [];
        for await (const { Stacks = [] } of paginateDescribeStacks({ client: client() }, {}, abort(signal))) {
          found.push(...Stacks.map(description));
        }
        return found.filter(({ status }) => status !== 'DELETE_COMPLETE');
      });
    },

    async metadata(stackName, signal) {
      const { GetTemplateSummaryCommand } = cloudFormationSdk();
      try {
        const summary = await client().send(new GetTemplateSummaryCommand({ StackName: stackName }), abort(signal));
        return success(summary.Metadata);
      } catch (error) {
        if (isNoStack(error)) return success(undefined);
        return failedCall(error, { action: 'cloudformation:GetTemplateSummary', subject: `stack ${stackName}` });
      }
    },

    async parameterDefaults(stackName, signal) {
      const { GetTemplateSummaryCommand } = cloudFormationSdk();
      try {
        const summary = await client().send(new GetTemplateSummaryCommand({ StackName: stackName }), abort(signal));
        const defaults = (summary.Parameters ?? []).flatMap(({ ParameterKey, DefaultValue }): [string, string][] => {
          return ParameterKey === undefined || DefaultValue === undefined ? [] : [[ParameterKey, DefaultValue]];
        });
        return success(Object.fromEntries(defaults));
      } catch (error) {
        if (isNoStack(error)) return success(undefined);
        return failedCall(error, { action: 'cloudformation:GetTemplateSummary', subject: `stack ${stackName}` });
      }
    },

    async template(stack, signal) {
      const { GetTemplateCommand } = cloudFormationSdk();
      try {
        const command = new GetTemplateCommand({ StackName: stack, TemplateStage: 'Processed' });
        return success((await client().send(command, abort(signal))).TemplateBody);
      } catch (error) {
        // Also of a stack that has only been reviewed yet.
        if (error instanceof Error && error.name === 'ValidationError') return success(undefined);
        return failedCall(error, { action: 'cloudformation:GetTemplate', subject: `stack ${stack}` });
      }
    },

    async createChangeSet({ stackName, changeSetName, kind, template, parameters, tags, mode, nestedStacks }, signal) {
      const { CreateChangeSetCommand } = cloudFormationSdk();
      const command = new CreateChangeSetCommand({
        StackName: stackName,
        ChangeSetName: changeSetName,
        ChangeSetType: kind === 'create' ? 'CREATE' : 'UPDATE',
        ...(template.kind === 'text' ? { TemplateBody: template.text } : { TemplateURL: template.url }),
        Parameters: parameters.map((each) =>
          'previous' in each
            ? { ParameterKey: each.name, UsePreviousValue: true }
            : { ParameterKey: each.name, ParameterValue: each.value },
        ),
        // A feature environment has roles and macros (SAM's transform is one); the account's policies limit them.
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        IncludeNestedStacks: nestedStacks,
        // The SDK repeats a request whose answer was lost: by this it gets the change set that is there already.
        ClientToken: changeSetName,
        ...deploymentConfig(mode),
      });
      const made = await call('CreateChangeSet', `stack ${stackName}`, () => client().send(command, abort(signal)));
      return made.ok ? success({ id: made.value.Id ?? '', stackId: made.value.StackId ?? '' }) : made;
    },

    async describeChangeSet(id, signal) {
      const { paginateDescribeChangeSet } = cloudFormationSdk();
      const describe = async (changeSet: string, prefix: string): Promise<ChangeSetDescription> => {
        const changes: Change[] = [];
        let last = { status: '', stackId: '' } as { status: string; statusReason?: string; stackId: string };
        const pages = paginateDescribeChangeSet({ client: client() }, { ChangeSetName: changeSet }, abort(signal));
        for await (const page of pages) {
          changes.push(...(page.Changes ?? []));
          last = {
            status: page.Status ?? '',
            stackId: page.StackId ?? '',
            ...(page.StatusReason === undefined ? {} : { statusReason: page.StatusReason }),
          };
        }
        const entries: ChangeSetEntry[] = [];
        for (const { ResourceChange: change } of changes) {
          if (change === undefined) continue;
          const entry = changeSetEntry(change);
          entries.push({ ...entry, logicalId: `${prefix}${entry.logicalId}` });
          if (change.ChangeSetId === undefined) continue;
          entries.push(...(await describe(change.ChangeSetId, `${prefix}${entry.logicalId}/`)).entries);
        }
        return { ...last, entries };
      };
      return call('DescribeChangeSet', `change set ${changeSetName(id)}`, () => describe(id, ''));
    },

    async executeChangeSet(id, token, signal) {
      const { ExecuteChangeSetCommand } = cloudFormationSdk();
      const command = new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: token });
      const sent = await call('ExecuteChangeSet', `change set ${changeSetName(id)}`, () =>
        client().send(command, abort(signal)),
      );
      return sent.ok ? success(undefined) : sent;
    },

    async deleteChangeSet(id, signal) {
      const { DeleteChangeSetCommand } = cloudFormationSdk();
      try {
        await client().send(new DeleteChangeSetCommand({ ChangeSetName: id }), abort(signal));
        return success(undefined);
      } catch (error) {
        if (error instanceof Error && /ChangeSetNotFound/.test(error.name)) return success(undefined);
        return failedCall(error, {
          action: 'cloudformation:DeleteChangeSet',
          subject: `change set ${changeSetName(id)}`,
        });
      }
    },

    async deleteStack({ stack, token, mode }, signal) {
      const { DeleteStackCommand } = cloudFormationSdk();
      const command = new DeleteStackCommand({
        StackName: stack,
        ClientRequestToken: token,
        ...(mode === 'express' ? { DeploymentConfig: { Mode: 'EXPRESS' } } : {}),
      });
      const sent = await call('DeleteStack', `stack ${stack}`, () => client().send(command, abort(signal)));
      return sent.ok ? success(undefined) : sent;
    },

    async newestEvent(stack, signal) {
      const { DescribeStackEventsCommand } = cloudFormationSdk();
      return call('DescribeStackEvents', `stack ${stack}`, async () => {
        const { StackEvents = [] } = await client().send(
          new DescribeStackEventsCommand({ StackName: stack }),
          abort(signal),
        );
        return StackEvents[0]?.EventId;
      });
    },

    async events(stack, { lastSeen, token }, signal) {
      const { paginateDescribeStackEvents } = cloudFormationSdk();
      return call('DescribeStackEvents', `stack ${stack}`, async () => {
        const found: StackEvent[] = [];
        const pages = paginateDescribeStackEvents({ client: client() }, { StackName: stack }, abort(signal));
        for await (const { StackEvents = [] } of pages) {
          const events = StackEvents.map(stackEvent);
          const known = events.findIndex(({ id, token: its }) => id === lastSeen || isOther(its, token));
          found.push(...(known === -1 ? events : events.slice(0, known)));
          if (known !== -1) break;
        }
        return found;
      });
    },

    async importers(exportNames, signal) {
      const { paginateListImports } = cloudFormationSdk();
      const found: { exportName: string; stacks: readonly string[] }[] = [];
      for (const exportName of exportNames) {
        const stacks: string[] = [];
        try {
          const pages = paginateListImports({ client: client() }, { ExportName: exportName }, abort(signal));
          for await (const { Imports = [] } of pages) stacks.push(...Imports);
        } catch (error) {
          // CloudFormation answers "is not imported by any stack" with an error.
          if (!(error instanceof Error && /not imported by any stack|does not exist/i.test(error.message))) {
            const failure = failedCall(error, {
              action: 'cloudformation:ListImports',
              subject: `export ${exportName}`,
            });
            return failed(...failure.failures);
          }
        }
        if (stacks.length > 0) found.push({ exportName, stacks });
      }
      return success(found);
    },
  };
}

/**
 * EXPRESS alone would disable rollback, and with it every update that replaces a resource (AWS's announcement of the
 * mode, and CloudFormation's own refusal of such updates).
 */
function deploymentConfig(mode: StackMode): { readonly DeploymentConfig?: DeploymentConfig } {
  return mode === 'express' ? { DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: false } } : {};
}

function description(stack: Stack): StackDescription {
  const { StackName, StackId, StackStatus, StackStatusReason, LastUpdatedTime, ParentId } = stack;
  return {
    name: StackName ?? '',
    id: StackId ?? '',
    status: StackStatus ?? '',
    ...(StackStatusReason === undefined ? {} : { statusReason: StackStatusReason }),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
    ),
    outputs: (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '', Description, ExportName }) => ({
      key: OutputKey,
      value: OutputValue,
      ...(Description === undefined ? {} : { description: Description }),
      ...(ExportName === undefined ? {} : { exportName: ExportName }),
    })),
    createdAt: stack.CreationTime?.getTime() ?? 0,
    ...(LastUpdatedTime === undefined ? {} : { updatedAt: LastUpdatedTime.getTime() }),
    isProtected: stack.EnableTerminationProtection === true,
    ...(ParentId === undefined ? {} : { parentId: ParentId }),
  };
}

/** Marked as another operation's. */
function isOther(token: string | undefined, own: string | undefined): boolean {
  return own !== undefined && token !== undefined && token !== own;
}

function changeSetEntry(change: ResourceChange): ChangeSetEntry {
  const { Action = '', LogicalResourceId = '', PhysicalResourceId, ResourceType = '', Replacement } = change;
  const causes = (change.Details ?? []).flatMap(({ Target }) =>
    Target?.Attribute === undefined
      ? []
      : [Target.Name === undefined ? Target.Attribute : `${Target.Attribute}.${Target.Name}`],
  );
  return {
    action: Action,
    logicalId: LogicalResourceId,
    type: ResourceType,
    ...(PhysicalResourceId ? { physicalId: PhysicalResourceId } : {}),
    ...(Replacement === undefined ? {} : { replacement: Replacement }),
    ...(change.PolicyAction === undefined ? {} : { policyAction: change.PolicyAction }),
    causes: [...new Set(causes)],
  };
}

function stackEvent(event: SdkStackEvent): StackEvent {
  const { ResourceStatusReason: reason, PhysicalResourceId } = event;
  return {
    id: event.EventId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    ...(PhysicalResourceId ? { physicalId: PhysicalResourceId } : {}),
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(reason === undefined ? {} : { reason }),
    time: event.Timestamp?.getTime() ?? 0,
    stackId: event.StackId ?? '',
    ...(event.ClientRequestToken === undefined ? {} : { token: event.ClientRequestToken }),
  };
}

function changeSetName(id: string): string {
  return id.split('/')[1] ?? id;
}
