/**
 * The project with the targets that concern a whole account. It owns no files: its root is a folder that nobody makes, so
 * that neither a project at the workspace's root nor `affected` is touched by it.
 */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';

/** Beside Nx's own folders, which git ignores. */
const ROOT = '.nx/nx-lambda';

/** `options` as the user wrote them: the names must be known before anything heavy is loaded. */
export function accountProject(options: unknown): ProjectConfiguration & { readonly name: string } {
  const names = field(options, 'targetNames');
  const named = (key: string, byDefault: string) => text(field(names, key)) ?? byDefault;
  return {
    name: text(field(options, 'accountProject')) ?? 'nx-lambda',
    root: ROOT,
    targets: {
      [named('listFeatures', 'list-features')]: target('list-features'),
      [named('sweepFeatures', 'sweep-features')]: target('sweep-features'),
      [named('bootstrapFeature', 'bootstrap-feature')]: target('bootstrap-feature'),
    },
    metadata: { description: 'Feature environments of the whole account', technologies: ['aws-lambda'] },
  };
}

/** It has no inputs: no changed file makes it affected. */
function target(executor: string): TargetConfiguration {
  return { executor: `nx-lambda:${executor}`, cache: false, inputs: [{ externalDependencies: [] }] };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
