/**
 * A configuration of the Serverless Framework that is a program, as the framework prints it. It is printed for a stage
 * that is made up, so that what depends on the stage can be told. Printed values may be secrets of the shell or of AWS:
 * only what inference needs is taken over.
 */
import {
  type ParsedDocument,
  type ScalarNode,
  type SourceText,
  scalarAt,
  type TemplateNode,
} from '../template-node.ts';

/** The stage to print for: a name that nothing else bears. */
export const PRINTED_STAGE = 'nxlstage';

export interface PrintedConfiguration {
  /** JSON. Texts have `${sls:stage}` where the stage's name was. */
  readonly configuration: unknown;
  /** Options of esbuild that were set and left out, because their values may be secrets. */
  readonly withheld: readonly WithheldOption[];
}

export type WithheldOption = (typeof WITHHELD)[number];

/** Texts that a user may fill with anything. */
const WITHHELD = ['define', 'banner', 'footer'] as const;

type Json = Readonly<Record<string, unknown>>;

/** `printed` is JSON of any shape. */
export function neededOfPrinted(printed: unknown): PrintedConfiguration {
  const root = objectOf(printed);
  const stated = objectOf(objectOf(root['build'])['esbuild'] ?? objectOf(root['custom'])['esbuild']);
  const esbuild = Object.fromEntries(Object.entries(stated).filter(([key]) => !isWithheld(key)));
  const functions = Object.entries(objectOf(root['functions'])).map(([name, fn]) => {
    return [name, fn === null ? null : neededOfFunction(objectOf(fn))];
  });
  const configuration = {
    service: nameOfService(root['service']),
    provider: picked(objectOf(root['provider']), PROVIDER_KEYS),
    package: picked(objectOf(root['package']), PACKAGE_KEYS),
    ...(Object.keys(esbuild).length > 0 && { build: { esbuild } }),
    functions: Object.fromEntries(functions),
  };
  return {
    configuration: withOpenStage(configuration),
    withheld: WITHHELD.filter((key) => stated[key] !== undefined),
  };
}

const PROVIDER_KEYS = ['name', 'stackName', 'runtime', 'architecture', 'timeout', 'memorySize'];
const PACKAGE_KEYS = ['artifact', 'individually', 'patterns', 'include'];
const FUNCTION_KEYS = [
  ...['name', 'handler', 'runtime', 'architecture', 'timeout', 'memorySize', 'condition'],
  ...['provisionedConcurrency', 'snapStart'],
];

/** Of these it counts only that they are there. */
const PRESENT_KEYS = ['image', 'durableConfig'];

function neededOfFunction(fn: Json): Json {
  const present = PRESENT_KEYS.filter((key) => fn[key] !== undefined && fn[key] !== null).map((key) => [key, key]);
  return {
    ...picked(fn, FUNCTION_KEYS),
    ...Object.fromEntries(present),
    ...(fn['package'] === undefined ? {} : { package: picked(objectOf(fn['package']), PACKAGE_KEYS) }),
  };
}

function nameOfService(service: unknown): unknown {
  return typeof service === 'string' ? service : objectOf(service)['name'];
}

function isWithheld(key: string): boolean {
  return WITHHELD.some((each) => each === key);
}

function picked(from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])));
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** Only the framework knows it. */
const CHANGED_STAGE = '${sls:changedStage}';

/** Where the stage was changed (to upper case, say), the text can't be told for other stages. */
function withOpenStage(value: unknown): unknown {
  if (typeof value === 'string') {
    const open = value.replaceAll(PRINTED_STAGE, '${sls:stage}');
    return open.toLowerCase().includes(PRINTED_STAGE) ? CHANGED_STAGE : open;
  }
  if (Array.isArray(value)) return value.map(withOpenStage);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withOpenStage(each)]));
}

/** What was printed as a tree; functions have their place in the program where their names stand there. */
export function printedDocument(source: SourceText, { configuration }: PrintedConfiguration): ParsedDocument {
  const start: ScalarNode = { kind: 'scalar', text: '', plain: false, source, start: 0, end: 1 };
  const functions = keyIn(source, 'functions', 0) ?? start;
  const nodeOf = (value: unknown, near: TemplateNode, path: readonly string[]): TemplateNode => {
    const span = { source, start: near.start, end: near.end };
    if (Array.isArray(value)) return { kind: 'list', items: value.map((each) => nodeOf(each, near, path)), ...span };
    if (typeof value !== 'object' || value === null) {
      return { ...scalarAt(near, String(value)), plain: typeof value !== 'string' };
    }
    const entries = Object.entries(value).map(([text, each]) => {
      const below = [...path, text];
      const place = below[0] !== 'functions' || below.length > 2 ? near : placeOfKey(source, below, functions);
      return { key: scalarAt(place, text), value: nodeOf(each, place, below) };
    });
    return { kind: 'map', entries, ...span };
  };
  return { source, root: nodeOf(configuration, start, []), failures: [] };
}

function placeOfKey(source: SourceText, path: readonly string[], functions: ScalarNode): ScalarNode {
  const [, name] = path;
  return name === undefined ? functions : (keyIn(source, name, functions.start) ?? functions);
}

/** Where an object of the program has that key, after an offset. */
function keyIn(source: SourceText, key: string, from: number): ScalarNode | undefined {
  const escaped = key.replaceAll(/[^\w]/g, '\\$&');
  const written = new RegExp(`(?<![\\w$])(["']?)${escaped}\\1\\s*:`, 'g');
  written.lastIndex = from;
  const found = written.exec(source.text);
  if (found === null) return undefined;
  return { kind: 'scalar', text: key, plain: true, source, start: found.index, end: found.index + key.length };
}
