/**
 * Which function in the cloud a function of a service must be in one environment: in which stack, under which name.
 * A name is a hint only; the guards and CloudFormation's tags prove it.
 */
import { evaluateName } from '../environment/physical-name.ts';
import { expandPattern } from '../environment/placeholders.ts';
import { resolveStackName } from '../environment/stack-name.ts';
import { type Result, success } from '../failure.ts';
import type { LambdaFunction, Service } from '../service/service.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { type FunctionSearch, functionSearch } from './function-search.ts';
import type { StackOwner } from './plan-facts.ts';
import { proveOwner } from './stack-owner.ts';

export interface EnvironmentPlace {
  /** The environment's name. */
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  /** The plugin's option, with {service} and {environment}. */
  readonly stackNameOption: string;
}

export interface ExpectedFunction {
  readonly stackName: string;
  /** Absent where the function's infrastructure lives elsewhere: its name alone says which one it is. */
  readonly owner?: StackOwner;
  /** Absent where only the stack knows the name. */
  readonly hint?: NameHint;
  /** In place of both: how it is found among the account's functions. */
  readonly search?: FunctionSearch;
}

export interface NameHint {
  readonly name: string;
  /**
   * `certain`: the template or config leaves no choice. `assumed`: a parameter's value was assumed. `remembered`: the
   * stack said so in an earlier run.
   */
  readonly trust: 'certain' | 'assumed' | 'remembered';
}

export function expectFunction(
  service: Service,
  fn: LambdaFunction,
  place: EnvironmentPlace,
): Result<ExpectedFunction> {
  const { address } = fn;
  const resource = address.kind === 'stack-resource' ? address : address.kind === 'name' ? address.owner : undefined;
  const own = resource?.stackName ?? service.stackName;
  const { environment, stackNameOption: option } = place;
  const stack = resolveStackName({ service: service.name, option, environment, ...(own !== undefined && { own }) });
  if (!stack.ok) return stack;
  const stackName = stack.value;
  if (address.kind === 'stack-resource') {
    const logicalId = expandPattern(address.logicalId, (name) => ({ environment, service: service.name })[name]).text;
    return success({ stackName, owner: { stackName, logicalId } });
  }
  if (address.kind === 'search') {
    const search = functionSearch(address, { ...place, stackName, service: service.name, logicalId: fn.logicalId });
    return search.ok ? success({ stackName, search: search.value }) : search;
  }
  const logicalId = address.owner?.logicalId ?? fn.logicalId;
  const fromTemplate = service.template !== undefined && fn.place.file !== service.config;
  const owner = fromTemplate || address.owner !== undefined ? { owner: { stackName, logicalId } } : {};
  const name = evaluateName(address.expression, { ...place, stackName, service: service.name });
  if (!name.ok) return name;
  if (name.value.kind === 'open') return success({ stackName, owner: { stackName, logicalId } });
  const trust = name.value.assumed.length > 0 ? 'assumed' : 'certain';
  return success({ stackName, ...owner, hint: { name: name.value.name, trust } });
}

/** Whether what a hint led to is taken, or the stack must be asked for the name. `found` is undefined for no function. */
export function afterHint(
  hint: NameHint,
  owner: StackOwner | undefined,
  found: DeployedFunction | undefined,
): 'take' | 'ask-stack' {
  if (owner === undefined || hint.trust === 'certain') return 'take';
  if (found === undefined) return 'ask-stack';
  return proveOwner(owner, found) === 'proven' ? 'take' : 'ask-stack';
}
