import { type Json, member } from '../../json.ts';
import type { World } from '../../world.ts';
import { exportsOf } from '../exports.ts';
import { formatError, templateError, validationError } from '../failures.ts';
import type { Stack } from '../stack.ts';
import { staticScope, type Target } from '../target.ts';
import { evaluateConditions } from '../template/conditions.ts';
import type { Scope } from '../template/scope.ts';

/** Evaluates on what the stack has by now. */
export function liveScope(world: World, stack: Stack, target: Target, imports?: Set<string>): Scope {
  const fixed = staticScope(target, stack);
  const deployed = (logicalId: string) => {
    const resource = stack.resources.find((each) => each.logicalId === logicalId);
    if (resource === undefined || resource.physicalId === '') {
      throw formatError(`Unresolved resource dependencies [${logicalId}] in the Resources block of the template`);
    }
    return resource;
  };
  return {
    ...fixed,
    condition: evaluateConditions(fixed),
    resource(logicalId) {
      const resource = deployed(logicalId);
      return resource.deployed?.ref ?? resource.physicalId;
    },
    attribute(logicalId, name) {
      const resource = deployed(logicalId);
      const value = member(resource.deployed?.attributes ?? {}, name);
      if (value !== undefined) return value;
      throw unknownAttribute(logicalId, name);
    },
    imported(name) {
      imports?.add(name);
      return importedValue(world, stack, name);
    },
  };
}

export function unknownAttribute(logicalId: string, name: string): Error {
  return templateError(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
}

export function importedValue(
  world: World,
  place: { readonly account: string; readonly region: string },
  name: string,
): Json {
  const found = exportsOf(world, place).find((each) => each.name === name);
  if (found !== undefined) return found.value;
  throw validationError(`No export named ${name} found.`);
}
