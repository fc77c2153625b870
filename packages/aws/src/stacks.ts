/** CloudFormation's stack resources behind core's port. */
import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { type StackPort, type StackResource, success } from '@nx-lambda/core';
import type { AwsClients } from './clients.ts';
import { failedCall } from './failure-of.ts';
import { cloudFormationSdk } from './sdk.ts';

export function createStackPort(clients: AwsClients): StackPort {
  return {
    async listResources(stackName, signal) {
      const { paginateListStackResources } = cloudFormationSdk();
      const resources: StackResource[] = [];
      try {
        const client = clients.cloudFormation();
        const pages = paginateListStackResources(
          { client },
          { StackName: stackName },
          { ...(signal && { abortSignal: signal }) },
        );
        for await (const page of pages) resources.push(...(page.StackResourceSummaries ?? []).flatMap(stackResource));
        return success(resources);
      } catch (error) {
        if (isNoStack(error)) return success(undefined);
        return failedCall(error, { action: 'cloudformation:ListStackResources', subject: `stack ${stackName}` });
      }
    },
  };
}

/** Resources that are not there yet, or no longer, are left out. */
function stackResource(summary: StackResourceSummary): readonly StackResource[] {
  const { LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type, ResourceStatus } = summary;
  if (!logicalId || !physicalId || !type || ResourceStatus === 'DELETE_COMPLETE') return [];
  return [{ logicalId, physicalId, type }];
}

/** CloudFormation has no error class for it. */
export function isNoStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);
}
