/** What a command needs to know of a project: as Nx merged it from everything that says something about it. */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { Service } from '@nx-lambda/core';

export interface KnownProject {
  readonly name: string;
  readonly root: string;
  readonly targets: Readonly<Record<string, TargetConfiguration>>;
  readonly metadata?: ProjectConfiguration['metadata'];
  /** As its definitions were read, where none of them has changed since. */
  readonly service?: Service;
}

/** A project that a command is about. */
export interface ChosenProject {
  readonly project: KnownProject;
  /** A configuration of the target. */
  readonly configuration?: string;
}

/** What must be done before a target runs. */
export type Needs =
  | 'nothing'
  /** The project's own build, which needs nothing itself. */
  | 'own-build'
  /** More: only Nx can tell. */
  | 'more';

const BUILD = 'nx-lambda:build';

export function needsOf({ targets }: KnownProject, target: string, build: string): Needs {
  const dependsOn = targets[target]?.dependsOn ?? [];
  if (dependsOn.length === 0) return 'nothing';
  const onlyBuild = dependsOn.every((each) => {
    if (typeof each === 'string') return each === build;
    const { target: name, projects, dependencies, params } = each;
    return name === build && projects === undefined && dependencies !== true && params !== 'forward';
  });
  const own = targets[build];
  return onlyBuild && own?.executor === BUILD && (own.dependsOn ?? []).length === 0 ? 'own-build' : 'more';
}
