/**
 * The build proves the graph: a file that the bundler read and the graph did not declare would be a change that
 * nothing notices, so it fails the build.
 */

import { notAmong } from '../change/not-among.ts';
import type { Failure } from '../failure.ts';
import type { FunctionInputs } from '../graph/module-graph.ts';
import type { BundleInput } from './build-ports.ts';

export function undeclaredInputs(
  declared: FunctionInputs,
  read: readonly BundleInput[],
  declaredGlobs: readonly string[],
  matchesAny: (path: string, patterns: readonly string[]) => boolean,
): readonly Failure[] {
  const others = read.filter(notAmong(declared.files, (path) => path));
  if (others.length === 0) return [];
  const settings = new Set(declared.settings);
  const globs = [...declared.globs, ...declaredGlobs];
  return others
    .filter((input) => !settings.has(input.path) && !matchesAny(input.path, globs))
    .map((input) => ({
      code: 'NXL-GRAPH-UNDECLARED',
      message:
        input.importer === undefined
          ? `esbuild read ${input.path}, which is no declared input of ${declared.logicalId}.`
          : `esbuild read ${input.path} because ${input.importer} imports it, but it is no declared input of ${declared.logicalId}.`,
      advice: `Add it to "inputs" in lambda.config.json, or a change of it would not be noticed.`,
      place: { file: input.importer ?? input.path, line: 1, column: 1 },
    }));
}
