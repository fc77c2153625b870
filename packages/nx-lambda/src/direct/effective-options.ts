/**
 * The options that Nx gives an executor: the target's own, those of its configuration, those of the command line, and
 * the schema's defaults. A test holds it against Nx's own function.
 */
import type { TargetConfiguration } from '@nx/devkit';

export type GivenOptions = Readonly<Record<string, unknown>>;

export interface OptionSchema {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}

export function effectiveOptions(
  target: Pick<TargetConfiguration, 'options' | 'configurations' | 'defaultConfiguration'>,
  configuration: string | undefined,
  flags: GivenOptions,
  schema: OptionSchema,
): GivenOptions {
  const configurations: Readonly<Record<string, GivenOptions>> = target.configurations ?? {};
  const name = effectiveConfiguration(target, configuration);
  const options: Record<string, unknown> = {
    ...target.options,
    ...(name === undefined ? {} : configurations[name]),
    ...flags,
  };
  for (const [property, { default: value }] of Object.entries(schema.properties)) {
    if (options[property] === undefined && value !== undefined) options[property] = value;
  }
  return options;
}

/** One that the target does not have gives way to the target's default. */
export function effectiveConfiguration(
  { configurations, defaultConfiguration }: Pick<TargetConfiguration, 'configurations' | 'defaultConfiguration'>,
  asked: string | undefined,
): string | undefined {
  return asked !== undefined && Object.hasOwn(configurations ?? {}, asked) ? asked : defaultConfiguration || undefined;
}
