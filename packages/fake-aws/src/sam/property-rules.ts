import { mayBeIntrinsic } from './intrinsics.ts';
import { isList, isObject, isString, type JsonObject, type JsonValue } from './json.ts';
import { resourceProblem } from './problem.ts';

/** What a property's value has to be. The transform names only maps and strings when it refuses one. */
export interface Kind {
  readonly fits: (value: JsonValue) => boolean;
  readonly named?: string;
}

export interface PropertyRule {
  readonly kind: Kind;
  readonly required: boolean;
  /** Whether an intrinsic may stand in its place. */
  readonly intrinsic: boolean;
}

export type PropertyRules = Readonly<Record<string, PropertyRule>>;

export const STRING: Kind = { fits: isString, named: 'string' };
export const MAP: Kind = { fits: isObject, named: 'map' };
export const LIST: Kind = { fits: isList };
export const BOOLEAN: Kind = { fits: (value) => typeof value === 'boolean' };
export const INTEGER: Kind = { fits: (value) => Number.isInteger(value) || typeof value === 'boolean' };
export const ANY: Kind = { fits: () => true };

export function oneOf(...kinds: readonly Kind[]): Kind {
  return { fits: (value) => kinds.some((kind) => kind.fits(value)) };
}

export function listOf(kind: Kind): Kind {
  return { fits: (value) => isList(value) && value.every((each) => kind.fits(each)) };
}

export function mapOf(kind: Kind): Kind {
  return { fits: (value) => isObject(value) && Object.values(value).every((each) => kind.fits(each)) };
}

export const TEXT = oneOf(STRING, MAP);

export function optional(kind: Kind): PropertyRule {
  return { kind, required: false, intrinsic: true };
}

export function required(kind: Kind): PropertyRule {
  return { kind, required: true, intrinsic: true };
}

/** No intrinsic in its place. */
export function literal(kind: Kind, isRequired = false): PropertyRule {
  return { kind, required: isRequired, intrinsic: false };
}

/** The same rule for many properties, named in one text. */
export function each(names: string, rule: PropertyRule): PropertyRules {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]));
}

/** Throws the first problem: unknown properties first, then missing and ill-typed ones in the order of the rules. */
export function checkProperties(id: string, type: string, properties: JsonObject, rules: PropertyRules): void {
  for (const name of Object.keys(properties)) {
    if (!(name in rules)) throw resourceProblem(id, `property ${name} not defined for resource of type ${type}`);
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value = properties[name];
    if (rule.intrinsic && mayBeIntrinsic(value)) continue;
    if (value === undefined || value === null) {
      if (rule.required) throw resourceProblem(id, `Missing required property '${name}'.`);
    } else if (!rule.kind.fits(value)) {
      const { named } = rule.kind;
      throw resourceProblem(
        id,
        named === undefined ? `Type of property '${name}' is invalid.` : `Property '${name}' should be a ${named}.`,
      );
    }
  }
}
