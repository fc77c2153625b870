/**
 * The stacks of one feature environment for the services of a workspace, as a stack deployment of the templates would
 * have left them: each function exists with its settings and a first code that only says that it was never deployed to.
 */
import {
  ENVIRONMENT_TAG,
  type LambdaFunction,
  type NameExpression,
  resolveStackName,
  type Service,
} from '@nx-lambda/core';
import type { Control } from '@nx-lambda/fake-aws';

export interface FeatureStacks {
  readonly environment: string;
  /** Tags beside the environment's; `untagged` leaves even that one out. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly untagged?: boolean;
  readonly region?: string;
}

export function seedFeatureStacks(control: Control, services: readonly Service[], stacks: FeatureStacks): void {
  const { environment } = stacks;
  for (const service of services) {
    const stackName = resolveStackName({
      service: service.name,
      option: '{service}-{environment}',
      environment,
      ...(service.stackName === undefined ? {} : { own: service.stackName }),
    });
    if (!stackName.ok) throw new Error(stackName.failures[0].message);
    control.seedStack({
      stackName: stackName.value,
      ...(stacks.region === undefined ? {} : { region: stacks.region }),
      tags: { ...(stacks.untagged === true ? {} : { [ENVIRONMENT_TAG]: environment }), ...stacks.tags },
      resources: service.functions.map((fn) =>
        functionResource(fn, { 'AWS::StackName': stackName.value, environment, service: service.name }),
      ),
    });
  }
}

function textOf(expression: NameExpression, values: Readonly<Record<string, string>>): string {
  return expression
    .map((part) => (typeof part === 'string' ? part : (values[part.ref] ?? part.assumed ?? part.ref)))
    .join('');
}

function functionResource(fn: LambdaFunction, values: Readonly<Record<string, string>>) {
  const { address } = fn;
  const physicalId =
    address.kind === 'name'
      ? textOf(address.expression, values)
      : `${values['AWS::StackName']}-${fn.logicalId}-1A2B3C4D5E`;
  return {
    logicalId: fn.logicalId,
    type: 'AWS::Lambda::Function',
    physicalId,
    function: {
      runtime: fn.runtime,
      handler: fn.handler,
      architectures: [fn.architecture],
      timeout: fn.timeout ?? 3,
      memorySize: fn.memorySize ?? 128,
      ...(fn.snapStart && { snapStart: true }),
      ...(fn.aliases && { aliases: fn.aliases.map(({ name }) => textOf(name, values)) }),
    },
  };
}
