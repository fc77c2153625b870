/** The small part of JSON Schema that our own files need: one description serves editors, checks and messages. */
import { closestName } from '../suggestion.ts';
import { describeNode, type ScalarNode, type TemplateNode } from './template-node.ts';

export interface Schema {
  readonly description?: string;
  readonly type?: 'string' | 'boolean' | 'integer' | 'object' | 'array';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** What the pattern means, for messages. Not a JSON Schema word: left out of the shipped file. */
  readonly wanted?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

export interface SchemaProblem {
  readonly node: TemplateNode;
  /** For example `functions.Api.format`. */
  readonly path: string;
  readonly kind: 'unknown-key' | 'missing-key' | 'value';
  readonly message: string;
  readonly advice: string;
}

/** All that is wrong, in the file's order. */
export function checkSchema(node: TemplateNode, schema: Schema, path = ''): readonly SchemaProblem[] {
  if (schema.anyOf) return checkAny(node, schema.anyOf, path);
  if (schema.type === 'object') return checkObject(node, schema, path);
  if (schema.type === 'array') {
    if (node.kind !== 'list') return [mismatch(node, path, 'a list')];
    const items = schema.items;
    return items ? node.items.flatMap((item, index) => checkSchema(item, items, `${path}[${index}]`)) : [];
  }
  return node.kind === 'scalar' && fits(node, schema) ? [] : [mismatch(node, path, wantedOf(schema))];
}

/** The alternative of the same shape tells most; else none fits. */
function checkAny(node: TemplateNode, choices: readonly Schema[], path: string): readonly SchemaProblem[] {
  const shape = { map: 'object', list: 'array', scalar: 'string' }[node.kind];
  const sameShape = choices.filter((choice) => (choice.type ?? 'string') === shape);
  const results = (sameShape.length > 0 ? sameShape : choices).map((choice) => checkSchema(node, choice, path));
  if (results.some((problems) => problems.length === 0)) return [];
  if (sameShape.length === 1) return results[0] ?? [];
  return [mismatch(node, path, choices.map(wantedOf).join(', or '))];
}

function checkObject(node: TemplateNode, schema: Schema, path: string): readonly SchemaProblem[] {
  if (node.kind !== 'map') return [mismatch(node, path, 'an object')];
  const properties = schema.properties ?? {};
  const problems: SchemaProblem[] = [];
  const seen = new Set<string>();
  for (const { key, value } of node.entries) {
    const inner = path === '' ? key.text : `${path}.${key.text}`;
    seen.add(key.text);
    const known = Object.hasOwn(properties, key.text) ? properties[key.text] : schema.additionalProperties;
    if (known) problems.push(...checkSchema(value, known, inner));
    else problems.push(unknownKey(key, inner, Object.keys(properties)));
  }
  for (const key of schema.required ?? []) {
    if (!seen.has(key)) {
      const inner = path === '' ? key : `${path}.${key}`;
      problems.push(problem(node, inner, 'missing-key', `\`${inner}\` is missing.`, `Add \`${key}\`.`));
    }
  }
  return problems;
}

function fits(node: ScalarNode, schema: Schema): boolean {
  if (schema.type === 'boolean') return node.plain && (node.text === 'true' || node.text === 'false');
  if (schema.type === 'integer') {
    const number = node.plain && /^-?\d{1,15}$/.test(node.text) ? Number(node.text) : undefined;
    if (number === undefined) return false;
    return number >= (schema.minimum ?? number) && number <= (schema.maximum ?? number);
  }
  if (node.plain && /^(true|false|null|-?\d+(\.\d+)?)$/.test(node.text)) return false;
  if (schema.enum && !schema.enum.includes(node.text)) return false;
  if (node.text.length < (schema.minLength ?? 0)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(node.text);
}

function wantedOf(schema: Schema): string {
  if (schema.wanted) return schema.wanted;
  if (schema.enum) return `one of ${schema.enum.map((value) => `"${value}"`).join(', ')}`;
  if (schema.type === 'integer') {
    const range = [schema.minimum, schema.maximum].filter((limit) => limit !== undefined).join(' to ');
    return range === ''
      ? 'a whole number'
      : `a whole number, ${range}${schema.maximum === undefined ? ' or more' : ''}`;
  }
  const names = { boolean: 'true or false', object: 'an object', array: 'a list', string: 'a text' };
  return schema.type === 'string' && schema.minLength ? 'a text that is not empty' : names[schema.type ?? 'string'];
}

function mismatch(node: TemplateNode, path: string, wanted: string): SchemaProblem {
  const text = node.kind === 'scalar' ? node.text.slice(0, 60) : '';
  const shown = node.kind === 'scalar' ? (node.plain ? `\`${text}\`` : `"${text}"`) : describeNode(node);
  const subject = path === '' ? 'The file' : `\`${path}\``;
  return problem(node, path, 'value', `${subject} must be ${wanted}, but it is ${shown}.`, `Write ${wanted}.`);
}

function unknownKey(key: ScalarNode, path: string, known: readonly string[]): SchemaProblem {
  const closest = closestName(key.text, known);
  const advice = closest
    ? `Did you mean \`${closest}\`?`
    : `Known keys are ${known.filter((name) => name !== '$schema').join(', ')}.`;
  return problem(key, path, 'unknown-key', `\`${path}\` is not a known key.`, advice);
}

function problem(
  node: TemplateNode,
  path: string,
  kind: SchemaProblem['kind'],
  message: string,
  advice: string,
): SchemaProblem {
  return { node, path, kind, message, advice };
}

/** As it is shipped: without the words that only our messages use. */
export function shippedSchema(schema: Schema): unknown {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === 'wanted' ? undefined : value)));
}
