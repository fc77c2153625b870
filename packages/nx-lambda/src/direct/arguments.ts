/**
 * The words of a command line. Flags come out as Nx's own parser gives them to an executor; which of them take a value
 * is known here, so that the name of a service may stand anywhere.
 */
import { closestName, type Failure, failed, type Result, success } from '@nx-lambda/core';
import type { Flags } from '../run/flags.ts';
import { COMMANDS, type DirectCommand } from './commands.ts';

export type Asked =
  | { readonly kind: 'help'; readonly command?: DirectCommand }
  | { readonly kind: 'version' }
  | AskedRun;

export interface AskedRun {
  readonly kind: 'run';
  readonly command: DirectCommand;
  /** As typed: names, patterns, names with an event. */
  readonly services: readonly string[];
  readonly all: boolean;
  /** A configuration of the target, by flag. */
  readonly configuration?: string;
  /** Values as typed. */
  readonly flags: Readonly<Record<string, unknown>>;
}

export function readArguments(words: readonly string[]): Result<Asked> {
  const [first, ...rest] = words;
  if (first === undefined || isHelp(first)) return success({ kind: 'help' });
  if (first === '--version' || first === '-v') return success({ kind: 'version' });
  if (first === 'help') return rest[0] === undefined ? success({ kind: 'help' }) : helpOf(rest[0]);
  const command = commandNamed(first);
  if (command === undefined) return failed(unknownCommand(first));
  const upToEnd = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (upToEnd.some(isHelp)) return success({ kind: 'help', command });
  return success({ kind: 'run', command, ...readRest(rest, command.flags) });
}

function helpOf(name: string): Result<Asked> {
  const command = commandNamed(name);
  return command === undefined ? failed(unknownCommand(name)) : success({ kind: 'help', command });
}

function commandNamed(typed: string): DirectCommand | undefined {
  return COMMANDS.find(({ name }) => name === typed);
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

function unknownCommand(typed: string): Failure {
  const names = COMMANDS.map(({ name }) => name);
  const target = COMMANDS.find(({ executor }) => executor === typed);
  const closest = target?.name ?? closestName(typed, names);
  return {
    code: 'NXL-DIRECT-COMMAND',
    message: typed.startsWith('-') ? `The first word is ${typed}, and no command.` : `There is no command ${typed}.`,
    advice:
      closest === undefined
        ? `The commands are ${names.join(', ')}; all other targets run as nx run <service>:<target>.`
        : `Did you mean nx-lambda ${closest}?`,
  };
}

function readRest(words: readonly string[], known: Flags): Omit<AskedRun, 'kind' | 'command'> {
  const services: string[] = [];
  const flags: Record<string, unknown> = {};
  const left = [...words];
  const add = (name: string, value: string | boolean): void => {
    const before = flags[name];
    flags[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--') services.push(...left.splice(0));
    else if (!word.startsWith('-') || word === '-') services.push(word);
    else {
      const { name, value } = splitFlag(word);
      if (value !== undefined) add(name, value);
      else if (isNegated(name, known)) add(withoutNo(name), false);
      else add(name, takesNext(known[name] ?? OWN[name], left[0]) ? (left.shift() ?? true) : true);
    }
  }
  const { all, configuration, c = configuration, ...rest } = flags;
  return {
    services,
    all: all === true || all === 'true',
    ...(typeof c === 'string' ? { configuration: c } : {}),
    flags: rest,
  };
}

/** Flags of the direct command itself. */
const OWN: Flags = { all: 'switch', configuration: 'text', c: 'text', verbose: 'switch' };

function splitFlag(word: string): { readonly name: string; readonly value?: string } {
  const text = word.replace(/^--?/, '');
  const equals = text.indexOf('=');
  if (equals === -1) return { name: camelCase(text) };
  return { name: camelCase(text.slice(0, equals)), value: text.slice(equals + 1) };
}

/** `--no-why` says no to `--why`; a flag whose own name begins so is left alone. */
function isNegated(name: string, known: Flags): boolean {
  return /^no[A-Z]/.test(name) && known[name] === undefined && known[withoutNo(name)] !== undefined;
}

function withoutNo(name: string): string {
  return `${name.charAt(2).toLowerCase()}${name.slice(3)}`;
}

function takesNext(kind: Flags[string] | undefined, next: string | undefined): boolean {
  if (next === undefined) return false;
  if (kind === 'switch') return next === 'true' || next === 'false';
  if (kind === 'port') return /^\d+$/.test(next);
  // A flag that does not exist is told as such; what follows it is not taken for its value.
  return kind !== undefined && (!next.startsWith('-') || next === '-');
}

/** As Nx does it. */
function camelCase(name: string): string {
  return name.indexOf('-') > 1
    ? name.toLowerCase().replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    : name;
}
