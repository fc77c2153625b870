import { isJsonList, isJsonObject, type Json, type JsonObject, member, scalarText } from '../../json.ts';
import type { World } from '../../world.ts';
import { templateError, validationError } from '../failures.ts';

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]*)\}\}/g;

/** Where references are resolved. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * `{{resolve:…}}` replaced by what the store holds, just before a resource is made: neither the stack nor a change set
 * ever knows the values (User Guide, "Get values stored in other services using dynamic references").
 */
export function resolveDynamicReferences(value: JsonObject, world: World, place: Place): JsonObject {
  const resolved = resolve(value, world, place);
  return isJsonObject(resolved) ? resolved : {};
}

function resolve(value: Json, world: World, place: Place): Json {
  if (typeof value === 'string') {
    return value.includes('{{resolve:')
      ? value.replaceAll(REFERENCE, (_whole, service: string, rest: string) => lookUp(service, rest, world, place))
      : value;
  }
  if (isJsonList(value)) return value.map((item) => resolve(item, world, place));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, world, place)]));
}

function lookUp(service: string, rest: string, world: World, place: Place): string {
  return service === 'secretsmanager' ? secret(rest, world, place) : parameter(rest, world, place);
}

/** `name` or `name:version`. */
function parameter(rest: string, world: World, { account, region }: Place): string {
  const [name = '', version] = rest.split(':');
  const found = world.parameters.get(account, region, name);
  if (found !== undefined && (version === undefined || version === String(found.version))) return found.value;
  throw validationError(`Parameters: [ssm:${rest}] could not be found`);
}

/** `secret-id:SecretString:json-key:version-stage:version-id`; the id may be an ARN, which holds colons itself. */
function secret(rest: string, world: World, { account, region }: Place): string {
  const [, id = '', more = ''] =
    /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]*|[^:]*)(?::(.*))?$/.exec(rest) ?? [];
  const [part, key = ''] = more.split(':');
  const found = world.secrets.find(account, region, id);
  if (found === undefined) {
    throw validationError(`Secrets Manager can't find the specified secret.`);
  }
  if (part !== undefined && part !== '' && part !== 'SecretString') {
    throw templateError('Secrets Manager supports the secret string SecretString alone.');
  }
  return key === '' ? found.value : keyOf(found.value, key);
}

function keyOf(text: string, key: string): string {
  const value = scalarText(memberOf(text, key));
  if (value !== undefined) return value;
  throw validationError(`Could not find a value associated with JSONKey in SecretString`);
}

function memberOf(text: string, key: string): Json | undefined {
  try {
    const parsed: Json = JSON.parse(text);
    return isJsonObject(parsed) ? member(parsed, key) : undefined;
  } catch {
    throw validationError('Could not parse SecretString JSON');
  }
}
