/** The executor of each command, loaded when it is known which one is meant. */
import type { TaskGraph } from '@nx/devkit';
import type { CommandContext } from '../run/command-context.ts';
import type { TaskOutcome } from '../run/task-results.ts';
import type { CommandName } from './commands.ts';
import type { GivenOptions, OptionSchema } from './effective-options.ts';

type Batch = (
  taskGraph: TaskGraph,
  options: Readonly<Record<string, GivenOptions>>,
  overrides: unknown,
  context: CommandContext,
) => AsyncIterable<TaskOutcome>;
type Single = (options: GivenOptions, context: CommandContext) => Promise<{ readonly success: boolean }>;

export type LoadedExecutor =
  | { readonly kind: 'batch'; readonly run: Batch }
  /** Writes all of its output by itself. */
  | { readonly kind: 'single'; readonly run: Single };

export async function loadExecutor(command: CommandName): Promise<LoadedExecutor> {
  switch (command) {
    case 'deploy':
      return { kind: 'batch', run: (await import('../executors/deploy-feature.ts')).deployFeatureBatch };
    case 'invoke':
      return { kind: 'single', run: (await import('../executors/invoke-cloud.ts')).invokeCloudExecutor };
    case 'local':
      return { kind: 'single', run: (await import('../executors/invoke-local.ts')).invokeLocalExecutor };
    case 'watch':
      return { kind: 'batch', run: (await import('../executors/watch-feature.ts')).watchFeatureBatch };
    case 'status':
      return { kind: 'batch', run: (await import('../executors/status-feature.ts')).statusFeatureBatch };
    case 'rollback':
      return { kind: 'batch', run: (await import('../executors/rollback-feature.ts')).rollbackFeatureBatch };
  }
}

export async function loadBuild(): Promise<Batch> {
  return (await import('../executors/build.ts')).buildBatch;
}

/** The executor's own schema, which says what its help says. */
export async function loadSchema(command: CommandName | 'build'): Promise<DescribedSchema> {
  switch (command) {
    case 'build':
      return (await import('../../schemas/build.json', { with: { type: 'json' } })).default;
    case 'deploy':
      return (await import('../../schemas/deploy-feature.json', { with: { type: 'json' } })).default;
    case 'invoke':
      return (await import('../../schemas/invoke-cloud.json', { with: { type: 'json' } })).default;
    case 'local':
      return (await import('../../schemas/invoke-local.json', { with: { type: 'json' } })).default;
    case 'watch':
      return (await import('../../schemas/watch-feature.json', { with: { type: 'json' } })).default;
    case 'status':
      return (await import('../../schemas/status-feature.json', { with: { type: 'json' } })).default;
    case 'rollback':
      return (await import('../../schemas/rollback-feature.json', { with: { type: 'json' } })).default;
  }
}

export interface DescribedSchema extends OptionSchema {
  readonly description: string;
  readonly properties: Readonly<Record<string, DescribedOption>>;
}

export interface DescribedOption {
  readonly type: string | readonly string[];
  readonly description: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}
