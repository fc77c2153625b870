/**
 * Files of a closure that git ignores and no target makes. Their content is hashed, so a cached build of them is right;
 * but `nx affected` compares commits, and no commit tells when they change.
 */
import { posix } from 'node:path';
import type { FunctionInputs, Notice } from '@nx-lambda/core';
import { pathMatcher } from '@nx-lambda/workspace';
import { ignoredInputs } from '../plugin/produced-files.ts';

/** As Nx's project configurations have it. */
export interface ProducingProject {
  readonly name?: string;
  readonly root: string;
  readonly targets?: Readonly<Record<string, ProducingTarget>>;
}

interface ProducingTarget {
  readonly outputs?: readonly string[];
  readonly options?: unknown;
}

/** One notice a file, in their order, with no file twice. Asks for the projects only where that decides something. */
export async function unproducedFiles(
  inputs: readonly FunctionInputs[],
  isIgnored: (path: string) => boolean,
  projects: () => Promise<readonly ProducingProject[]>,
): Promise<readonly Notice[]> {
  const ignored = [...new Set(inputs.flatMap((each) => ignoredInputs(each, isIgnored)))].sort();
  if (ignored.length === 0) return [];
  const outputs = (await projects()).flatMap(outputsOf);
  const isProduced = pathMatcher(outputs.flatMap((output) => [output, `${output}/**`]));
  // Of a folder a target may make some part or other.
  const isPartlyProduced = (path: string) => outputs.some((output) => output.startsWith(`${path}/`));
  return ignored.filter((path) => !isProduced(path) && !isPartlyProduced(path)).map(unproduced);
}

/** Workspace-relative paths and globs. */
function outputsOf(project: ProducingProject): readonly string[] {
  return Object.values(project.targets ?? {}).flatMap((target) => {
    const outputs = target.outputs ?? defaultOutputs(project.root);
    return outputs.flatMap((output) => {
      const path = interpolated(output, project, target.options);
      return path === undefined ? [] : [posix.normalize(path).replace(/\/$/, '')];
    });
  });
}

/** What Nx takes where a target names none. */
function defaultOutputs(root: string): readonly string[] {
  return [`dist/${root}`, `${root}/dist`, `${root}/build`, `${root}/public`];
}

/** Undefined: the output names an option that is not set. */
function interpolated(output: string, { name = '', root }: ProducingProject, options: unknown): string | undefined {
  let known = true;
  const text = output.replace(/\{([^{},]+)\}/g, (whole, token: string) => {
    if (token === 'workspaceRoot') return '.';
    if (token === 'projectRoot') return root;
    if (token === 'projectName') return name;
    if (!token.startsWith('options.')) return whole;
    const value = typeof options === 'object' && options !== null ? Reflect.get(options, token.slice(8)) : undefined;
    known &&= typeof value === 'string';
    return String(value);
  });
  return known ? text : undefined;
}

function unproduced(path: string): Notice {
  return {
    code: 'NXL-GRAPH-GENERATED',
    message: `Git ignores ${path} and it is no target's output, so nx affected does not notice when it changes.`,
    advice: 'Name it in the outputs of the target that makes it and let build depend on that target, or commit it.',
    place: { file: path, line: 1, column: 1 },
  };
}
