import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import { checkParameterDeclarations, type GivenParameter, resolveParameters } from './parameters.ts';

function resolve(
  declaration: JsonObject,
  given: Partial<GivenParameter> = {},
  previous?: Record<string, string>,
): Json {
  const found = resolveParameters(new Map([['P', { Type: 'String', ...declaration }]]), {
    given: Object.keys(given).length === 0 ? [] : [{ key: 'P', ...given }],
    ...(previous === undefined ? {} : { previous }),
    stored: (name) => (name === '/stored' ? 'a,b' : undefined),
  });
  return found.get('P')?.value ?? null;
}

test('values come from the request, the stack before, the default and the parameter store', () => {
  expect(resolve({ Default: 'x' })).toBe('x');
  expect(resolve({ Default: 7, Type: 'Number' })).toBe('7');
  expect(resolve({ Default: 'x' }, { value: '' })).toBe('');
  expect(resolve({ Default: 'x' }, { usePreviousValue: true }, { P: 'old' })).toBe('old');
  expect(resolve({ Type: 'CommaDelimitedList' }, { value: 'a, b,c' })).toEqual(['a', 'b', 'c']);
  expect(resolve({ Type: 'AWS::SSM::Parameter::Value<String>' }, { value: '/stored' })).toBe('a,b');
  expect(resolve({ Type: 'AWS::SSM::Parameter::Value<List<String>>' }, { value: '/stored' })).toEqual(['a', 'b']);
});

test('a value that breaks a rule of its declaration is refused in the words of AWS', () => {
  const broken: readonly (readonly [JsonObject, string, string])[] = [
    [{ AllowedValues: ['a', 'b'] }, 'c', "Parameter 'P' must be one of AllowedValues"],
    [{ AllowedPattern: '[a-z]+' }, 'A', "Parameter 'P' must match pattern [a-z]+"],
    [{ MaxLength: 2 }, 'abc', "Parameter 'P' must contain at most 2 characters"],
    [{ MinLength: '2' }, 'a', "Parameter 'P' must contain at least 2 characters"],
    [{ Type: 'Number' }, 'x', "Parameter 'P' must be a number"],
    [{ Type: 'Number', MaxValue: 5 }, '6', "Parameter 'P' must be a number not greater than 5"],
    [{ Type: 'Number', MinValue: 5 }, '4', "Parameter 'P' must be a number not less than 5"],
    [{ AllowedPattern: 'x', ConstraintDescription: 'be x' }, 'y', 'Parameter P failed to satisfy constraint: be x'],
    [
      { Type: 'AWS::SSM::Parameter::Value<String>' },
      '/gone',
      'Unable to fetch parameters [/gone] from parameter store for this account.',
    ],
    [{ Type: 'Sring' }, 'x', 'Template format error: Unrecognized parameter type: Sring'],
  ];
  for (const [declaration, value, message] of broken) {
    expect(() => {
      checkAndResolve(declaration, value);
    }).toThrow(message);
  }
  expect(() => resolve({})).toThrow('Parameters: [P] must have values');
});

function checkAndResolve(declaration: JsonObject, value: string): void {
  checkParameterDeclarations(new Map([['P', { Type: 'String', ...declaration }]]));
  resolve(declaration, { value });
}
