/** One value against its declaration, as CloudFormation would check it, but before anything is sent. */
import type { Failure } from '../failure.ts';
import { failureAt } from '../service/template-node.ts';
import type { ParameterDeclaration } from './parameter-declaration.ts';

/** CloudFormation's own limit, in bytes of UTF-8 (documented quota "Parameter value size"). */
const LARGEST_VALUE = 4096;

/** All that is wrong with the value; `origin` says where it comes from. A secret is never repeated in a message. */
export function checkParameter(parameter: ParameterDeclaration, value: string, origin: string): readonly Failure[] {
  const { name, secret, constraintDescription, type } = parameter;
  const shown = secret ? 'The value' : `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  const problem = (why: string): Failure =>
    failureAt(
      parameter.node,
      'NXL-PROVISION-PARAMETER-VALUE',
      `${shown} of the parameter ${name} (${origin}) ${why}.`,
      constraintDescription ?? 'Correct the value there, or what the template allows here.',
    );
  const items = isList(type) ? value.split(',').map((item) => item.trim()) : [value];
  return [
    new TextEncoder().encode(value).length > LARGEST_VALUE
      ? problem(`is longer than the ${LARGEST_VALUE} bytes that CloudFormation takes`)
      : undefined,
    ...(isNumeric(type) ? items.map((item) => (isNumber(item) ? undefined : problem('is not a number'))) : []),
    // The other rules are about the text that is given; of an SSM parameter that is its name.
    ...items.map((item) => outsideAllowed(parameter, item, problem)),
    against(parameter, value, problem),
    ...lengths(parameter, value, problem),
    ...(isNumeric(type) ? items.map((item) => range(parameter, item, problem)) : []),
  ].filter((failure) => failure !== undefined);
}

type Problem = (why: string) => Failure;

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

function isNumeric(type: string): boolean {
  return type === 'Number' || type === 'List<Number>';
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text.trim());
}

function outsideAllowed({ allowedValues }: ParameterDeclaration, item: string, problem: Problem): Failure | undefined {
  if (allowedValues === undefined || allowedValues.includes(item)) return undefined;
  return problem(`is none of ${allowedValues.map((each) => `"${each}"`).join(', ')}`);
}

/** The pattern must match the whole value. One that JavaScript can't read is left to CloudFormation. */
function against({ allowedPattern, type }: ParameterDeclaration, value: string, problem: Problem): Failure | undefined {
  if (allowedPattern === undefined || isList(type)) return undefined;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${allowedPattern})$`, 'su');
  } catch {
    return undefined;
  }
  return pattern.test(value) ? undefined : problem(`does not match the pattern ${allowedPattern}`);
}

function lengths(parameter: ParameterDeclaration, value: string, problem: Problem): readonly (Failure | undefined)[] {
  const { minLength, maxLength } = parameter;
  return [
    minLength !== undefined && value.length < minLength
      ? problem(`is shorter than ${minLength} characters`)
      : undefined,
    maxLength !== undefined && value.length > maxLength ? problem(`is longer than ${maxLength} characters`) : undefined,
  ];
}

function range({ minValue, maxValue }: ParameterDeclaration, item: string, problem: Problem): Failure | undefined {
  if (!isNumber(item)) return undefined;
  if (minValue !== undefined && Number(item) < minValue) return problem(`is less than ${minValue}`);
  return maxValue !== undefined && Number(item) > maxValue ? problem(`is more than ${maxValue}`) : undefined;
}
