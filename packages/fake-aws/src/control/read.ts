import { ApiError } from '../api-error.ts';
import type { CallFilter } from '../calls.ts';
import type { StackResourceSeed, StackSeed } from '../cloudformation/seed.ts';
import type { FaultKind, FaultRule } from '../faults.ts';
import { type Fields, flag, isFields, nested, parseFields, text, textMap, texts } from '../fields.ts';
import type { IdentitySeed } from '../identity.ts';
import type { FunctionSeed, NamedFunctionSeed } from '../lambda/seed.ts';
import type { Settings } from '../settings.ts';

/** JSON bodies of the control endpoint, checked: a misspelt member is an error, not a silent default. */

type Reader = (fields: Fields, name: string) => unknown;
type Shape = Readonly<Record<string, Reader>>;

const FUNCTION: Shape = {
  runtime: text,
  handler: text,
  role: text,
  description: text,
  timeout: amount,
  memorySize: amount,
  environment: textMap,
  layers: texts,
  architectures: texts,
  logFormat: oneOf('Text', 'JSON'),
  packageType: oneOf('Zip', 'Image'),
  imageUri: text,
  tags: textMap,
  snapStart: flag,
  idle: flag,
  aliases: texts,
  code,
};
const PLACED: Shape = { functionName: text, account: text, region: text };
const RESOURCE: Shape = { logicalId: text, type: text, physicalId: text, missing: flag, function: functionSeed };
const STACK: Shape = {
  stackName: text,
  account: text,
  region: text,
  status: text,
  description: text,
  parameters: textMap,
  outputs: textMap,
  tags: textMap,
  resources,
};
const FAULT: Shape = {
  kind: oneOf('throttle', 'server-error', 'reset', 'slow', 'lost-answer', 'failed-update', 'error', 'page'),
  operations: texts,
  probability: amount,
  nth: amount,
  times: amount,
  delay: amount,
  retryAfter: amount,
  status: amount,
  code: text,
  text,
};
const SETTINGS: Shape = {
  limits: flag,
  latency: amount,
  updateTime: amount,
  createTime: amount,
  snapshotTime: amount,
  resourceTime: amount,
};
const CALLER: Shape = { account: text, arn: text, userId: text, denied: texts };

export function readStackSeed(body: Uint8Array): StackSeed {
  const seed = shaped(parseFields(body), STACK);
  return {
    ...seed,
    stackName: required(seed, 'stackName'),
    resources: isResources(seed.resources) ? seed.resources : [],
  };
}

export function readFunctionSeed(body: Uint8Array): NamedFunctionSeed {
  const seed = shaped(parseFields(body), { ...FUNCTION, ...PLACED });
  return { ...seed, functionName: required(seed, 'functionName') };
}

export function readSettings(body: Uint8Array): Partial<Settings> {
  return shaped(parseFields(body), SETTINGS);
}

export function readCallers(body: Uint8Array): Readonly<Record<string, IdentitySeed>> {
  const callers = parseFields(body);
  return Object.fromEntries(Object.keys(callers).map((key) => [key, shaped(nested(callers, key) ?? {}, CALLER)]));
}

/** `{"rules": […]}`. */
export function readFaults(body: Uint8Array): readonly FaultRule[] {
  const { rules } = parseFields(body);
  if (!Array.isArray(rules) || !rules.every(isFields)) throw wrong('Expected {"rules": [{"kind": …}]}.');
  return rules.map((fields: Fields) => {
    const rule = shaped(fields, FAULT);
    if (!isFaultKind(rule.kind)) throw wrong('A rule needs a kind.');
    return { ...rule, kind: rule.kind };
  });
}

export function readCallFilter(query: URLSearchParams): CallFilter {
  const mutating = query.get('mutating');
  const named = ['service', 'operation', 'resource'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(named), ...(mutating === null ? {} : { mutating: mutating === 'true' }) };
}

/** The members that the shape names, each read by its reader. */
function shaped(fields: Fields, shape: Shape): Record<string, unknown> {
  const unknown = Object.keys(fields).find((name) => !(name in shape));
  if (unknown !== undefined) {
    throw wrong(`Unknown member ${unknown}. There are: ${Object.keys(shape).join(', ')}.`);
  }
  const entries = Object.entries(shape).map(([name, read]) => [name, read(fields, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function required(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined || value === '') throw wrong(`Member ${name} is missing.`);
  return value;
}

function amount(fields: Fields, name: string): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
  throw wrong(`Member ${name} is not a number from 0 up.`);
}

function oneOf(...allowed: readonly string[]): Reader {
  return (fields, name) => {
    const value = text(fields, name);
    if (value === undefined || allowed.includes(value)) return value;
    throw wrong(`Member ${name} is ${value}, not one of ${allowed.join(', ')}.`);
  };
}

function functionSeed(fields: Fields, name: string): FunctionSeed | undefined {
  const given = nested(fields, name);
  return given === undefined ? undefined : shaped(given, FUNCTION);
}

function code(fields: Fields, name: string): FunctionSeed['code'] {
  const given = nested(fields, name);
  if (given === undefined) return undefined;
  const zip = text(given, 'zip');
  if (zip !== undefined) return { zip };
  return { files: textMap(given, 'files') ?? {} };
}

function resources(fields: Fields, name: string): readonly StackResourceSeed[] {
  const list = fields[name] ?? [];
  if (!Array.isArray(list) || !list.every(isFields)) throw wrong(`Member ${name} is not a list of objects.`);
  return list.map((item: Fields) => {
    const resource = shaped(item, RESOURCE);
    return { ...resource, logicalId: required(resource, 'logicalId') };
  });
}

function isResources(value: unknown): value is readonly StackResourceSeed[] {
  return Array.isArray(value);
}

function isFaultKind(value: unknown): value is FaultKind {
  return typeof value === 'string';
}

function wrong(message: string): ApiError {
  return new ApiError(400, 'ControlError', message);
}
