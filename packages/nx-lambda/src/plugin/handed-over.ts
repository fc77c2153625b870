/**
 * A project as Nx is given it. Nx merges, notes the origin of, sends, and writes out every input of every project at
 * every command: one glob of all paths costs it a small part of what a glob a folder does. Globs of folders are shared
 * by services, which keeps what is remembered small, so they are joined last.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { InferredService } from './inferred-service.ts';
import { chunked, LONGEST_GLOB, type TaskInput } from './input-paths.ts';

export function handedOver(project: InferredService['project']): InferredService['project'] {
  const { targets } = project;
  if (targets === undefined) return project;
  const joined = Object.entries(targets).map(([name, target]): [string, TargetConfiguration] => {
    return [name, target.inputs === undefined ? target : { ...target, inputs: withJoinedGlobs(target.inputs) }];
  });
  return { ...project, targets: Object.fromEntries(joined) };
}

/** The inputs that name paths as one, unless it were too long for Nx; the others follow as they are. */
export function withJoinedGlobs(inputs: readonly TaskInput[]): TaskInput[] {
  const globs: string[] = [];
  const others: TaskInput[] = [];
  for (const input of inputs) {
    const glob = globOfPaths(input);
    if (glob === undefined) others.push(input);
    else globs.push(glob);
  }
  const joined = chunked(globs, LONGEST_GLOB).map((some) =>
    some.length === 1 ? some.join('') : `{${some.join(',')}}`,
  );
  return [...joined.map((glob) => `${ROOT}${glob}`), ...others];
}

const ROOT = '{workspaceRoot}/';

/** Undefined for what is no list of paths, such as a glob that the user wrote. */
function globOfPaths(input: TaskInput): string | undefined {
  if (typeof input === 'string' || !('fileset' in input) || 'includeIgnored' in input) return undefined;
  const { fileset } = input;
  return fileset.startsWith(ROOT) && !/[*!()[\]\\]/.test(fileset) ? fileset.slice(ROOT.length) : undefined;
}
