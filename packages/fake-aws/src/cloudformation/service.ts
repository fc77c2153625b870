import type { Operation, OperationCall } from '../operation.ts';
import { type QueryService, queryReply } from '../query-protocol.ts';
import type { Action } from './action.ts';
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from './change-set-actions.ts';
import { progress } from './engine/progress.ts';
import {
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  listExports,
  listImports,
  listStackResources,
  listStacks,
} from './read-actions.ts';
import { createStack, deleteStack, updateStack, updateTerminationProtection } from './stack-actions.ts';
import { getTemplate, getTemplateSummary, validateTemplate } from './template-actions.ts';

export const CLOUDFORMATION: QueryService = { namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' };

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    CreateChangeSet: createChangeSet,
    CreateStack: createStack,
    DeleteChangeSet: deleteChangeSet,
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    ExecuteChangeSet: executeChangeSet,
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ListChangeSets: listChangeSets,
    ListExports: listExports,
    ListImports: listImports,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
    UpdateStack: updateStack,
    UpdateTerminationProtection: updateTerminationProtection,
    ValidateTemplate: validateTemplate,
  }),
);

export function cloudFormationOperation(form: URLSearchParams): Operation | undefined {
  const name = form.get('Action') ?? '';
  const action = ACTIONS.get(name);
  if (action === undefined) return undefined;
  const stackName = form.get('StackName');
  return {
    service: 'cloudformation',
    name,
    mutating: action.mutating,
    ...(stackName === null ? {} : { resource: stackName }),
    run({ caller, world, requestId }: OperationCall) {
      const result = action.run({ form, caller, world });
      // Without times to wait for, what was asked for is done before the answer.
      progress(world);
      return queryReply(CLOUDFORMATION, name, result, requestId);
    },
  };
}
