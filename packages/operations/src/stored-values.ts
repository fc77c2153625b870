/** Values of a service's parameters from SSM's Parameter Store. */
import {
  type ParameterSource,
  type ParameterStorePort,
  parameterPaths,
  type Result,
  storedSources,
  success,
} from '@nx-lambda/core';

/** In the order of the paths: the first one that has a parameter counts. */
export async function storedValues(
  patterns: readonly string[],
  place: { readonly service: string; readonly environment: string },
  store: ParameterStorePort,
  signal?: AbortSignal,
): Promise<Result<readonly ParameterSource[]>> {
  const paths = parameterPaths(patterns, place);
  if (!paths.ok) return paths;
  const sources: ParameterSource[] = [];
  for (const path of paths.value) {
    const found = await store.under(path, signal);
    if (!found.ok) return found;
    sources.push(...storedSources(found.value));
  }
  return success(sources);
}
