/** Which of its parameters' values a stack keeps, where nothing gives them another. */
import {
  doubtfulDefaults,
  keptParameters,
  type ParameterDeclaration,
  type ParameterSource,
  type Result,
  type StackDescription,
  type StackOperationsPort,
  success,
} from '@nx-lambda/core';

export interface KeptValuesRequest {
  readonly stack: StackDescription | undefined;
  readonly declared: readonly ParameterDeclaration[];
  readonly sources: readonly ParameterSource[];
}

/** The deployed template is asked for only where a default may have changed. */
export async function keptValues(
  { stack, declared, sources }: KeptValuesRequest,
  stacks: Pick<StackOperationsPort, 'parameterDefaults'>,
  signal?: AbortSignal,
): Promise<Result<ReadonlySet<string>>> {
  const present = stack?.parameters ?? {};
  const doubtful = doubtfulDefaults(declared, sources, present);
  const isMade = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS';
  if (!isMade || doubtful.length === 0) return success(new Set(Object.keys(present)));
  const former = await stacks.parameterDefaults(stack.name, signal);
  return former.ok ? success(keptParameters(doubtful, present, former.value ?? {})) : former;
}
