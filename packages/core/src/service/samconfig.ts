/** What samconfig.toml says that matters here, of its `default` environment. */
import { type ScalarNode, sourceText, type TemplateNode } from './template-node.ts';

export interface SamConfig {
  readonly stackName?: string;
  /** Template parameters by name. */
  readonly parameters: ReadonlyMap<string, TemplateNode>;
  /** `sam build --base-dir`, relative to the file's folder. */
  readonly baseDir?: string;
}

export function readSamConfig(file: string, value: unknown): SamConfig {
  const environment = field(value, 'default');
  const said = (command: string, key: string): unknown =>
    field(field(field(environment, command), 'parameters'), key) ??
    field(field(field(environment, 'global'), 'parameters'), key);
  const stackName = said('deploy', 'stack_name');
  const baseDir = said('build', 'base_dir');
  const parameters = parameterOverrides(said('deploy', 'parameter_overrides'));
  return {
    ...(typeof stackName === 'string' && stackName !== '' ? { stackName } : {}),
    ...(typeof baseDir === 'string' && baseDir !== '' ? { baseDir } : {}),
    parameters: new Map(Object.entries(parameters).map(([name, text]) => [name, valueNode(file, text)])),
  };
}

/**
 * `A=1 B="two words"`, `ParameterKey=A,ParameterValue=1 …`, a list of either, or a table. A value may be quoted with either
 * quote; a backslash makes the next character plain.
 */
export function parameterOverrides(written: unknown): Readonly<Record<string, string>> {
  if (Array.isArray(written)) {
    return Object.fromEntries(written.flatMap((item) => Object.entries(listedOverrides(item))));
  }
  if (typeof written === 'object' && written !== null) {
    const scalars = Object.entries(written).filter(([, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value),
    );
    return Object.fromEntries(scalars.map(([key, value]) => [key, String(value)]));
  }
  if (typeof written !== 'string') return {};
  const found: [string, string][] = [];
  for (const word of shellWords(written)) {
    const pair = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(word) ?? /^([^=]+)=(.*)$/s.exec(word);
    if (pair?.[1] !== undefined) found.push([pair[1], pair[2] ?? '']);
  }
  return Object.fromEntries(found);
}

/** An item of a list is one argument already: blanks in an unquoted value belong to it. */
function listedOverrides(item: unknown): Readonly<Record<string, string>> {
  const single = typeof item === 'string' ? /^([^=,\s]+)=([^="']*)$/.exec(item) : null;
  return single?.[1] === undefined ? parameterOverrides(item) : { [single[1]]: single[2] ?? '' };
}

function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\' && quote !== "'" && at + 1 < text.length) word = (word ?? '') + text.charAt(++at);
    else if (quote !== '' && char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  return word === undefined ? words : [...words, word];
}

function valueNode(file: string, text: string): ScalarNode {
  const source = sourceText(file, '');
  return { kind: 'scalar', text, plain: false, source, start: 0, end: 0 };
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
