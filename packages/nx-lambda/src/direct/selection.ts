/** The projects that a command is about, and what is known of the workspace around them. */
import type { NxJsonConfiguration } from '@nx/devkit';
import type { PluginOptions } from '@nx-lambda/core';
import type { ComputedWorkspace } from './computed-workspace.ts';
import type { ChosenProject } from './known-project.ts';

export interface Selection {
  readonly nxJson: NxJsonConfiguration;
  readonly targetNames: PluginOptions['targetNames'];
  readonly chosen: readonly ChosenProject[];
  readonly otherFunctions: number;
  /** Absent: everything was remembered. */
  readonly computed?: ComputedWorkspace;
}

/** The first word about a project counts. */
export function distinctProjects(chosen: readonly ChosenProject[]): readonly ChosenProject[] {
  const seen = new Map<string, ChosenProject>();
  for (const each of chosen) if (!seen.has(each.project.name)) seen.set(each.project.name, each);
  return [...seen.values()];
}
