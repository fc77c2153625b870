import { expect, test } from 'vitest';
import { scalarAt, sourceText } from '../service/template-node.ts';
import { checkParameter } from './parameter-check.ts';
import type { ParameterDeclaration } from './parameter-declaration.ts';
import { resolveParameters, shownValue } from './parameters.ts';

const source = sourceText('orders/template.yaml', 'Parameters:\n  Size:\n');
const span = { kind: 'scalar', text: 'Size', plain: true, source, start: 14, end: 18 } as const;

function parameter(rules: Partial<ParameterDeclaration> = {}): ParameterDeclaration {
  return { name: 'Size', type: 'String', secret: false, node: span, ...rules };
}

test.each<[string, Partial<ParameterDeclaration>, string]>([
  ['xl', { allowedValues: ['s', 'm'] }, 'is none of "s", "m"'],
  ['a', { allowedPattern: '[0-9]+' }, 'does not match the pattern [0-9]+'],
  ['12a', { allowedPattern: '[0-9]+' }, 'does not match the pattern [0-9]+'],
  ['ab', { minLength: 3 }, 'is shorter than 3 characters'],
  ['abcd', { maxLength: 3 }, 'is longer than 3 characters'],
  ['many', { type: 'Number' }, 'is not a number'],
  ['4', { type: 'Number', minValue: 5 }, 'is less than 5'],
  ['6', { type: 'Number', maxValue: 5 }, 'is more than 5'],
  ['1,x', { type: 'List<Number>' }, 'is not a number'],
  ['s,xl', { type: 'CommaDelimitedList', allowedValues: ['s'] }, 'is none of "s"'],
  ['x'.repeat(4097), {}, 'is longer than the 4096 bytes that CloudFormation takes'],
])('%s is told to break the rule %o', (value, rules, why) => {
  const [failure, ...others] = checkParameter(parameter(rules), value, 'environments/anna.json');
  expect(others).toEqual([]);
  expect(failure?.message).toContain(`of the parameter Size (environments/anna.json) ${why}.`);
  expect(failure?.place).toMatchObject({ file: 'orders/template.yaml', line: 2, column: 3 });
});

test.each<[string, Partial<ParameterDeclaration>]>([
  ['12', { allowedPattern: '[0-9]+' }],
  ['x', { allowedPattern: '(?i)[a-z' }],
  ['1.5e3', { type: 'Number', maxValue: 1500 }],
  ['1, 2', { type: 'List<Number>' }],
  ['', {}],
])('%s keeps the rules %o', (value, rules) => {
  expect(checkParameter(parameter(rules), value, 'x')).toEqual([]);
});

test('a secret is not repeated in the failure', () => {
  const [failure] = checkParameter(parameter({ secret: true, minLength: 20 }), 'hunter2', 'x');
  expect(JSON.stringify(failure)).not.toContain('hunter2');
});

test('the first source wins; what no source names keeps its value, else takes the default', () => {
  const declared = ['A', 'B', 'C', 'D'].map((name) =>
    parameter({ name, node: scalarAt(span, name), ...(name === 'C' ? { default: 'c' } : {}) }),
  );
  const { values, failures } = resolveParameters(
    declared,
    [
      { origin: '--parameter', values: { A: '1' } },
      { origin: 'default.json', values: { A: '2' } },
      { origin: 'nx.json', values: { Elsewhere: '3' }, shared: true },
    ],
    new Set(['B']),
  );
  expect(values.map(({ name, kind }) => [name, kind])).toEqual([
    ['A', 'given'],
    ['B', 'previous'],
    ['C', 'default'],
    ['D', 'missing'],
  ]);
  expect(values[0]).toMatchObject({ value: '1', origin: '--parameter' });
  expect(failures.map(({ code }) => code)).toEqual(['NXL-PROVISION-PARAMETER-MISSING']);
});

test('a name that the template does not have is a failure with the one that was meant', () => {
  const { failures } = resolveParameters(
    [parameter({ default: 's' })],
    [{ origin: 'f', values: { Sise: 's' } }],
    new Set(),
  );
  expect(failures).toMatchObject([
    { code: 'NXL-PROVISION-PARAMETER-UNKNOWN', advice: expect.stringContaining('Size') },
  ]);
});

test('secrets are masked, references to secrets are not', () => {
  const value = { name: 'P', secret: true, kind: 'given', origin: 'x' } as const;
  expect(shownValue({ ...value, value: 'hunter2' })).toBe('****');
  expect(shownValue({ ...value, value: '{{resolve:secretsmanager:db}}' })).toBe('{{resolve:secretsmanager:db}}');
});
