/**
 * The flags of our targets, checked by ourselves. Nx checks options against an executor's schema too, but in a batch
 * its complaint becomes an unhandled rejection without a message, and `--qualifier=1` is a number to it and no text. So
 * each flag of the schemas has, beside the type that help and editors show, an `anyOf` that lets Nx pass on whatever was
 * given: Nx looks at nothing else where there is one.
 */
import { closestName, type Failure, failed, type Result, success } from '@nx-lambda/core';

/** A tuple is the list of the values that may be given. */
type FlagKind = 'text' | 'texts' | 'switch' | 'positive' | 'port' | readonly [string, ...string[]];
export type Flags = Readonly<Record<string, FlagKind>>;
type FlagValue<Kind extends FlagKind> = Kind extends 'text'
  ? string
  : Kind extends 'texts'
    ? readonly string[]
    : Kind extends 'switch'
      ? boolean
      : Kind extends 'positive' | 'port'
        ? number
        : Kind extends readonly string[]
          ? Kind[number]
          : never;
export type FlagValues<Known extends Flags> = { readonly [Name in keyof Known]?: FlagValue<Known[Name]> };

const PLACE = { environment: 'text', region: 'text' } as const;

export const BUILD_FLAGS = { output: ['text', 'json'], why: 'switch' } as const;

export const DEPLOY_FLAGS = {
  ...PLACE,
  dryRun: 'switch',
  why: 'switch',
  force: 'switch',
  function: 'text',
  output: ['text', 'json'],
  report: 'text',
  removeOldLayerVersions: 'switch',
  timeout: 'positive',
} as const;

export const ROLLBACK_FLAGS = {
  ...PLACE,
  to: 'text',
  list: 'switch',
  dryRun: 'switch',
  function: 'text',
  output: ['text', 'json'],
  report: 'text',
  timeout: 'positive',
} as const;

export const STATUS_FLAGS = { ...PLACE, function: 'text', output: ['text', 'json'], report: 'text' } as const;

export const PROVISION_FLAGS = {
  ...PLACE,
  dryRun: 'switch',
  allowReplacement: 'switch',
  allowLocalRole: 'switch',
  parameter: 'texts',
  expires: 'text',
  mode: ['express', 'standard'],
  output: ['text', 'json'],
  report: 'text',
  timeout: 'positive',
} as const;

export const DESTROY_FLAGS = {
  ...PLACE,
  dryRun: 'switch',
  emptyBuckets: 'switch',
  mode: ['express', 'standard'],
  output: ['text', 'json'],
  report: 'text',
  timeout: 'positive',
} as const;

export const PARAMETERS_FLAGS = { ...PLACE, parameter: 'texts', output: ['text', 'json'], report: 'text' } as const;

export const LIST_FLAGS = { ...PLACE, output: ['text', 'json'], report: 'text' } as const;

export const SWEEP_FLAGS = {
  ...PLACE,
  remove: 'switch',
  emptyBuckets: 'switch',
  mode: ['express', 'standard'],
  output: ['text', 'json'],
  report: 'text',
  timeout: 'positive',
} as const;

export const BOOTSTRAP_FLAGS = {
  ...PLACE,
  dryRun: 'switch',
  output: ['text', 'json'],
  report: 'text',
  timeout: 'positive',
} as const;

export const INVOKE_FLAGS = {
  ...PLACE,
  function: 'text',
  event: 'text',
  payload: 'text',
  qualifier: 'text',
  async: 'switch',
  output: ['text', 'json', 'payload'],
} as const;

export const LOCAL_FLAGS = {
  ...PLACE,
  function: 'text',
  event: 'text',
  payload: 'text',
  credentials: ['role', 'own'],
  packages: ['as-built', 'external'],
  watch: 'switch',
  inspect: 'port',
  output: ['text', 'json', 'payload'],
} as const;

/** Where debuggers look when nobody tells them. */
const DEBUGGER_PORT = 9229;

export const WATCH_FLAGS = { ...PLACE, function: 'text', invoke: 'text', timeout: 'positive' } as const;

/** The options as Nx hands them over, with values of the right types; all that is wrong with them is told at once. */
export function readFlags<Known extends Flags>(
  given: Readonly<Record<string, unknown>>,
  known: Known,
): Result<FlagValues<Known>> {
  const failures: Failure[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || isOfNx(name)) continue;
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === 'port' && (value === false || value === 'false')) continue;
    const read = kind === undefined ? undefined : valueOf(kind, value);
    if (kind === undefined) failures.push(unknownFlag(name, value, Object.keys(known)));
    else if (read === undefined) failures.push(wrongValue(name, kind, value));
    else values[name] = read;
  }
  const [first, ...others] = failures;
  return first === undefined ? success(values as FlagValues<Known>) : failed(first, ...others);
}

/** Nx passes on `--verbose`. */
function isOfNx(name: string): boolean {
  return name === 'verbose' || name === '__overrides_unparsed__';
}

function valueOf(kind: FlagKind, value: unknown): string | number | boolean | readonly string[] | undefined {
  if (kind === 'texts') {
    const items = (Array.isArray(value) ? value : [value]).map((item) => valueOf('text', item));
    return items.every((item) => typeof item === 'string') ? items : undefined;
  }
  if (kind === 'switch') return ({ true: true, false: false } as const)[String(value)];
  if (kind === 'port') return String(value) === 'true' ? DEBUGGER_PORT : portOf(value);
  if (kind === 'positive') return Number(value) > 0 && typeof value !== 'boolean' ? Number(value) : undefined;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  return kind === 'text' || (text !== undefined && kind.includes(text)) ? text : undefined;
}

function portOf(value: unknown): number | undefined {
  const port = Number(value);
  return Number.isInteger(port) && port > 0 && port < 65_536 && !Array.isArray(value) ? port : undefined;
}

function unknownFlag(name: string, value: unknown, known: readonly string[]): Failure {
  if (name === '_' || name === '--') {
    return {
      code: 'NXL-OPTION-FLAG',
      message: `${String(value)} belongs to no flag.`,
      advice: 'Write each flag as --name=value; mind the quotes of your shell.',
    };
  }
  const closest = closestName(name, known);
  return {
    code: 'NXL-OPTION-FLAG',
    message: `There is no flag ${shown(name)}.`,
    advice: closest === undefined ? `The flags are ${known.map(shown).join(', ')}.` : `Did you mean ${shown(closest)}?`,
  };
}

function wrongValue(name: string, kind: FlagKind, value: unknown): Failure {
  const wanted = {
    text: 'a value',
    texts: 'a value',
    switch: 'no value, or true or false',
    positive: 'a number greater than 0',
    port: 'no value, or a port from 1 to 65535',
  } as const;
  const takes = typeof kind === 'string' ? wanted[kind] : kind.join(' or ');
  return {
    code: 'NXL-OPTION-FLAG',
    message:
      value === true
        ? `${shown(name)} has no value.`
        : `${shown(name)} is ${typeof value === 'string' ? value : JSON.stringify(value)}, which it does not take.`,
    advice: Array.isArray(value) ? 'Give it once.' : `It takes ${takes}.`,
  };
}

function shown(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
