/** Nx's own functions are the oracle. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createOverrides } from 'nx/src/utils/command-line-utils';
import { combineOptionsForExecutor } from 'nx/src/utils/params';
import { describe, expect, it } from 'vitest';
import { readFlags } from '../run/flags.ts';
import { readArguments } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { effectiveConfiguration, effectiveOptions, type OptionSchema } from './effective-options.ts';

type NxSchema = Parameters<typeof combineOptionsForExecutor>[3];

function schemaOf(executor: string): OptionSchema & NxSchema {
  return JSON.parse(readFileSync(new URL(`../../schemas/${executor}.json`, import.meta.url), 'utf8'));
}

const text = fc.constantFrom('orders', 'Create*', '{"a":[1,"b=c"]}', 'x y', '$LATEST', 'feature-1');

/** What somebody may type or write for a flag of this command. */
function flagOf(name: string, kind: unknown): fc.Arbitrary<readonly [string, string | boolean]> {
  const value: fc.Arbitrary<string | boolean> = Array.isArray(kind)
    ? fc.constantFrom(...(kind as string[]), 'else')
    : kind === 'switch'
      ? fc.boolean()
      : kind === 'positive' || kind === 'port'
        ? fc.constantFrom('1', '9229', '2.5')
        : text;
  return value.map((each) => [name, each] as const);
}

function optionsOf(flags: Readonly<Record<string, unknown>>): fc.Arbitrary<Record<string, string | boolean>> {
  const all = Object.entries(flags).map(([name, kind]) => flagOf(name, kind));
  return fc
    .subarray(all)
    .chain((some) => (some.length === 0 ? fc.constant({}) : fc.tuple(...some).map(Object.fromEntries)));
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe.each(COMMANDS)('effectiveOptions of $name', ({ name, executor, flags }) => {
  it('are those that Nx gives the executor', () => {
    const schema = schemaOf(executor);
    const options = optionsOf(flags);
    fc.assert(
      fc.property(
        fc.record({
          own: fc.option(options, { nil: undefined }),
          created: options,
          byDefault: fc.constantFrom(undefined, 'created', 'gone'),
          asked: fc.constantFrom(undefined, 'created', 'other'),
          typed: options,
        }),
        ({ own, created, byDefault, asked, typed }) => {
          const target = {
            ...(own === undefined ? {} : { options: own }),
            configurations: { created },
            ...(byDefault === undefined ? {} : { defaultConfiguration: byDefault }),
          };
          const words = Object.entries(typed).map(([flag, value]) =>
            value === true ? `--${kebab(flag)}` : value === false ? `--no-${kebab(flag)}` : `--${kebab(flag)}=${value}`,
          );
          const read = readArguments([name, ...words]);
          if (!read.ok || read.value.kind !== 'run') throw new Error('the words are not read');
          const configuration = effectiveConfiguration(target, asked);
          const theirs = combineOptionsForExecutor(
            createOverrides(words),
            configuration ?? '',
            structuredClone(target),
            schema,
            'orders',
            '',
          );
          const ours = effectiveOptions(target, asked, read.value.flags, schema);
          expect(readFlags(ours, flags)).toEqual(readFlags(theirs, flags));
        },
      ),
      { numRuns: 200 },
    );
  });
});
