/** Finds the physical name of one deployed function, as a deployment finds it, for commands that are about one. */
import {
  type DeployedState,
  type EnvironmentPlace,
  evaluateExpression,
  expectFunction,
  failed,
  type LambdaFunction,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';
import { createFunctionLocator, type LocatePorts } from './deploy-locate.ts';

export async function locateFunction(
  service: Service,
  fn: LambdaFunction,
  place: EnvironmentPlace,
  ports: LocatePorts,
  signal?: AbortSignal,
): Promise<Result<string>> {
  const expected = expectFunction(service, fn, place);
  if (!expected.ok) return expected;
  const { stackName } = expected.value;
  const found = await createFunctionLocator(place, ports, signal).locate(expected.value);
  return physicalNameIn(found, fn.logicalId, stackName, place);
}

/** The alias through which the template has it invoked; undefined: none, or its name can't be told. */
export function invokedAlias(service: Service, fn: LambdaFunction, place: EnvironmentPlace): string | undefined {
  const [alias] = fn.aliases ?? [];
  const expected = expectFunction(service, fn, place);
  if (alias === undefined || !expected.ok) return undefined;
  const { stackName } = expected.value;
  const evaluated = evaluateExpression(alias.name, { ...place, service: service.name, stackName });
  return evaluated.kind === 'name' ? evaluated.name : undefined;
}

function physicalNameIn(
  found: DeployedState,
  logicalId: string,
  stackName: string,
  place: EnvironmentPlace,
): Result<string> {
  switch (found.kind) {
    case 'found':
    case 'listed':
      return success(found.function.physicalName);
    case 'unreadable':
      return failed(found.failure);
    case 'no-stack':
    case 'missing':
    case 'not-read': {
      const what = absence(found, logicalId, stackName);
      return failed({
        code: 'NXL-INVOKE-NOT-DEPLOYED',
        message: `There is ${what} in account ${place.accountId}, region ${place.region}.`,
        advice: `Create the environment ${place.environment} first, or name another one with --environment.`,
      });
    }
  }
}

function absence(found: DeployedState, logicalId: string, stackName: string): string {
  if (found.kind === 'no-stack') return `no stack ${stackName}`;
  const searched = found.kind === 'missing' ? found.searched : undefined;
  return searched === undefined
    ? `no function ${logicalId} in ${stackName}`
    : `no function that matches ${searched} (${logicalId})`;
}
