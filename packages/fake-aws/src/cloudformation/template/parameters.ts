import { isJsonList, type Json, type JsonObject, member, scalarText, textMember } from '../../json.ts';
import { formatError, validationError } from '../failures.ts';
import { KNOWN_LATER } from './unknown-value.ts';

export interface GivenParameter {
  readonly key: string;
  readonly value?: string;
  readonly usePreviousValue?: boolean;
}

export interface ParameterValue {
  /** As given or defaulted: of an SSM type, the name of the parameter in the store. */
  readonly text: string;
  /** What Ref gives. */
  readonly value: Json;
  readonly noEcho: boolean;
  /** What the store holds, for SSM types. */
  readonly resolved?: string;
}

export interface ParameterSources {
  readonly given: readonly GivenParameter[];
  /** Values that the stack has now; undefined for a stack that is being made. */
  readonly previous?: Readonly<Record<string, string>>;
  /** Text of an SSM parameter; undefined when there is none. */
  stored(name: string): string | undefined;
}

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const TYPES = /^(?:String|Number|CommaDelimitedList|List<(?:String|Number|AWS::[\w:]+)>|AWS::[A-Z]\w+::[\w:]+)$/;

/** Values for every declared parameter. Source: User Guide, "CloudFormation template Parameters syntax". */
export function resolveParameters(
  declared: ReadonlyMap<string, JsonObject>,
  sources: ParameterSources,
): ReadonlyMap<string, ParameterValue> {
  const unknown = sources.given.filter((each) => !declared.has(each.key)).map((each) => each.key);
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const texts = new Map([...declared].map(([key, declaration]) => [key, textOf(key, declaration, sources)] as const));
  const missing = [...texts].filter(([, text]) => text === undefined).map(([key]) => key);
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return new Map(
    [...declared].map(([key, declaration]) => [key, valueOf(key, declaration, texts.get(key) ?? '', sources)]),
  );
}

/** Checks what a declaration itself must be, whatever the values. */
export function checkParameterDeclarations(declared: ReadonlyMap<string, JsonObject>): void {
  for (const [key, declaration] of declared) {
    const type = textMember(declaration, 'Type');
    if (type === undefined)
      throw formatError(`[/Parameters/${key}] Every Parameters object must contain a Type member.`);
    const inner = SSM_VALUE.exec(type)?.[1] ?? type;
    if (!TYPES.test(inner)) throw formatError(`Unrecognized parameter type: ${type}`);
  }
}

function textOf(key: string, declaration: JsonObject, sources: ParameterSources): string | undefined {
  const given = sources.given.find((each) => each.key === key);
  if (given?.usePreviousValue === true) {
    if (given.value !== undefined && given.value !== '') {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    }
    const previous = sources.previous === undefined ? undefined : member(sources.previous, key);
    if (typeof previous === 'string') return previous;
    throw validationError(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    );
  }
  if (given?.value !== undefined) return given.value;
  const fallback = member(declaration, 'Default');
  return fallback === undefined ? undefined : (defaultText(fallback) ?? '');
}

/** A default may be written as a list for a list type; CloudFormation itself wants texts and numbers. */
function defaultText(value: Json): string | undefined {
  return isJsonList(value) ? value.map((item) => scalarText(item) ?? '').join(',') : scalarText(value);
}

function valueOf(key: string, declaration: JsonObject, text: string, sources: ParameterSources): ParameterValue {
  const type = textMember(declaration, 'Type') ?? 'String';
  const noEcho = scalarText(member(declaration, 'NoEcho')) === 'true';
  // A nested stack's parameter that waits for a resource: nothing can be said of it yet.
  if (text.includes(KNOWN_LATER)) return { text, value: text, noEcho };
  const stored = SSM_VALUE.exec(type)?.[1];
  checkConstraints(key, declaration, stored === undefined ? type : 'String', text);
  if (stored === undefined) return { text, value: typed(key, type, text), noEcho };
  const resolved = sources.stored(text);
  if (resolved === undefined) {
    throw validationError(`Unable to fetch parameters [${text}] from parameter store for this account.`);
  }
  return { text, value: typed(key, stored, resolved), noEcho, resolved };
}

function typed(key: string, type: string, text: string): Json {
  if (type !== 'CommaDelimitedList' && !type.startsWith('List<')) return text;
  // "The total number of strings should be one more than the total number of commas. Also, each member string is
  // space trimmed."
  const items = text === '' && type !== 'CommaDelimitedList' ? [] : text.split(',').map((item) => item.trim());
  if (type === 'List<Number>' && items.some((item) => !isNumber(item))) {
    throw validationError(`Parameter '${key}' must be a list of numbers`);
  }
  return items;
}

function checkConstraints(key: string, declaration: JsonObject, type: string, text: string): void {
  const items =
    type === 'CommaDelimitedList' || type.startsWith('List<') ? text.split(',').map((item) => item.trim()) : [text];
  for (const item of items) {
    const broken = brokenConstraint(declaration, type, item);
    if (broken === undefined) continue;
    const description = textMember(declaration, 'ConstraintDescription');
    throw validationError(
      description === undefined
        ? `Parameter '${key}' ${broken}`
        : `Parameter ${key} failed to satisfy constraint: ${description}`,
    );
  }
}

/** The texts are those that the service answers. */
function brokenConstraint(declaration: JsonObject, type: string, text: string): string | undefined {
  if (type === 'Number' && !isNumber(text)) return 'must be a number';
  const allowed = member(declaration, 'AllowedValues');
  if (isJsonList(allowed) && !allowed.some((value) => scalarText(value) === text))
    return 'must be one of AllowedValues';
  const pattern = textMember(declaration, 'AllowedPattern');
  if (pattern !== undefined && matches(pattern, text) === false) return `must match pattern ${pattern}`;
  const most = bound(declaration, 'MaxLength');
  if (most !== undefined && text.length > most) return `must contain at most ${most} characters`;
  const least = bound(declaration, 'MinLength');
  if (least !== undefined && text.length < least) return `must contain at least ${least} characters`;
  const highest = bound(declaration, 'MaxValue');
  if (highest !== undefined && Number(text) > highest) return `must be a number not greater than ${highest}`;
  const lowest = bound(declaration, 'MinValue');
  if (lowest !== undefined && Number(text) < lowest) return `must be a number not less than ${lowest}`;
  return undefined;
}

function bound(declaration: JsonObject, name: string): number | undefined {
  const text = scalarText(member(declaration, name));
  return text === undefined || !isNumber(text) ? undefined : Number(text);
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text);
}

/** Java's patterns and JavaScript's are near enough; one that JavaScript cannot read holds for everything. */
function matches(pattern: string, text: string): boolean | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    return undefined;
  }
}
