/** A template's parameters: what it declares, and which value each gets from where. */
import type { Failure } from '../failure.ts';
import { booleanOf, failureAt, type ScalarNode, type TemplateNode, valueOf } from '../service/template-node.ts';
import { closestName } from '../suggestion.ts';
import { checkParameter } from './parameter-check.ts';
import type { ParameterDeclaration } from './parameter-declaration.ts';

/** Values from one place, e.g. `environments/anna.json`. */
export interface ParameterSource {
  readonly origin: string;
  readonly values: Readonly<Record<string, string>>;
  /** Parameters that this place has a value of which is not read, and why. */
  readonly withheld?: Readonly<Record<string, Failure>>;
  /** Holds values for many services: what this template does not declare is no mistake. */
  readonly shared?: boolean;
}

export type ParameterValue = {
  readonly name: string;
  readonly secret: boolean;
} & (
  | { readonly kind: 'given'; readonly value: string; readonly origin: string }
  /** The stack keeps the value that it has. */
  | { readonly kind: 'previous' }
  | { readonly kind: 'default'; readonly value: string }
  | { readonly kind: 'missing' }
);

export interface ResolvedParameters {
  /** In the template's order. */
  readonly values: readonly ParameterValue[];
  readonly failures: readonly Failure[];
}

/** Names that are secrets though their template does not say NoEcho. */
const SECRET_NAME = /passw(or)?d|secret|token|api_?key|private_?key|credential/i;

export function declaredParameters(root: TemplateNode | undefined): readonly ParameterDeclaration[] {
  const declared = valueOf(root, 'Parameters');
  if (declared?.kind !== 'map') return [];
  return declared.entries.map(({ key, value }) => declaration(key, value));
}

function declaration(key: ScalarNode, value: TemplateNode): ParameterDeclaration {
  const text = (name: string) => {
    const node = valueOf(value, name);
    return node?.kind === 'scalar' ? node.text : undefined;
  };
  const number = (name: string) => {
    const written = text(name);
    return written !== undefined && written.trim() !== '' && Number.isFinite(Number(written))
      ? Number(written)
      : undefined;
  };
  const noEcho = valueOf(value, 'NoEcho');
  const allowed = valueOf(value, 'AllowedValues');
  const found = {
    default: text('Default'),
    allowedValues:
      allowed?.kind === 'list'
        ? allowed.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []))
        : undefined,
    allowedPattern: text('AllowedPattern'),
    constraintDescription: text('ConstraintDescription'),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
  };
  const stated = Object.fromEntries(Object.entries(found).filter(([, each]) => each !== undefined));
  return {
    name: key.text,
    type: text('Type') ?? 'String',
    ...(stated as Partial<typeof found> as object),
    secret: (noEcho !== undefined && booleanOf(noEcho) === true) || SECRET_NAME.test(key.text),
    node: key,
  };
}

/**
 * The parameters of which the stack may have nothing but an old default: no source names them, and the template's default is
 * another than the value in force.
 */
export function doubtfulDefaults(
  declared: readonly ParameterDeclaration[],
  sources: readonly ParameterSource[],
  present: Readonly<Record<string, string>>,
): readonly string[] {
  return declared.flatMap(({ name, default: byDefault }) => {
    const isNamed = sources.some(
      ({ values, withheld = {} }) => Object.hasOwn(values, name) || Object.hasOwn(withheld, name),
    );
    const isOther = byDefault !== undefined && Object.hasOwn(present, name) && present[name] !== byDefault;
    return isOther && !isNamed ? [name] : [];
  });
}

/**
 * The parameters whose value the stack keeps where no source names them. Nobody set a value that is the default of the
 * template which the stack was made with: there the new default counts.
 */
export function keptParameters(
  doubtful: readonly string[],
  present: Readonly<Record<string, string>>,
  formerDefaults: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const isOutdated = (name: string) => doubtful.includes(name) && present[name] === formerDefaults[name];
  return new Set(Object.keys(present).filter((name) => !isOutdated(name)));
}

/**
 * The first source that names a parameter gives its value. What no source names keeps the stack's present value
 * (`previous` lists the names it keeps), else takes the template's default. Every value that would be sent is checked
 * against what the template says of it.
 */
export function resolveParameters(
  declared: readonly ParameterDeclaration[],
  sources: readonly ParameterSource[],
  previous: ReadonlySet<string>,
): ResolvedParameters {
  const failures: Failure[] = [];
  const names = declared.map(({ name }) => name);
  for (const source of sources) {
    if (source.shared) continue;
    for (const name of Object.keys(source.values))
      if (!names.includes(name)) failures.push(unknown(name, source, names));
  }
  const values = declared.map((parameter): ParameterValue => {
    const { name, secret } = parameter;
    const source = sources.find(({ values: given, withheld = {} }) => {
      return Object.hasOwn(given, name) || Object.hasOwn(withheld, name);
    });
    const withheld = source?.withheld?.[name];
    if (withheld !== undefined) {
      failures.push(withheld);
      return { name, secret, kind: 'missing' };
    }
    const given = source?.values[name];
    if (source !== undefined && given !== undefined) {
      failures.push(...checkParameter(parameter, given, source.origin));
      return { name, secret, kind: 'given', value: given, origin: source.origin };
    }
    if (previous.has(name)) return { name, secret, kind: 'previous' };
    if (parameter.default !== undefined) {
      failures.push(...checkParameter(parameter, parameter.default, 'its default'));
      return { name, secret, kind: 'default', value: parameter.default };
    }
    failures.push(missing(parameter));
    return { name, secret, kind: 'missing' };
  });
  return { values, failures };
}

/** For people and reports: what a parameter's value is, as far as it may be shown. */
export function shownValue(value: ParameterValue): string | undefined {
  if (value.kind === 'missing' || value.kind === 'previous') return undefined;
  // A dynamic reference names a secret; it is none.
  return value.secret && !/^\{\{resolve:[^}]+\}\}$/.test(value.value) ? '****' : value.value;
}

function missing({ name, node }: ParameterDeclaration): Failure {
  return failureAt(
    node,
    'NXL-PROVISION-PARAMETER-MISSING',
    `The parameter ${name} has no value and no default.`,
    `Give it with --parameter ${name}=<value>, or in environments/default.json beside the template.`,
  );
}

function unknown(name: string, { origin }: ParameterSource, names: readonly string[]): Failure {
  const closest = closestName(name, names);
  return {
    code: 'NXL-PROVISION-PARAMETER-UNKNOWN',
    message: `${origin} gives the parameter ${name}, which the template does not declare.`,
    advice: closest
      ? `Write ${closest} if that was meant, or take ${name} out.`
      : `Declare ${name} in the template's Parameters, or take it out.`,
  };
}
