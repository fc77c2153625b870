import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '../../api-error.ts';
import type { Json } from '../../json.ts';
import { cidrBlocks } from './cidr.ts';
import { evaluate } from './evaluate.ts';
import { parseTemplate } from './parse-template.ts';
import type { Scope } from './scope.ts';
import { readTemplate } from './template.ts';

const template = readTemplate({
  Mappings: { Map: { top: { second: 'mapped' } } },
  Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
});
const scope: Scope = {
  template,
  region: 'eu-west-1',
  account: '123456789012',
  extended: true,
  values: new Map<string, Json | undefined>([
    ['Stage', 'dev'],
    ['Names', ['a', 'b']],
    ['AWS::NoValue', undefined],
  ]),
  condition: (name) => name === 'Chosen',
  resource: (id) => `ref-${id}`,
  attribute: (id, name) => `${id}/${name}`,
  imported: (name) => `imported-${name}`,
};

interface Expression {
  readonly json: Json;
  /** The same as YAML with short tags. */
  readonly short: string;
  readonly value: string;
}

/** Texts that mean nothing to YAML or Fn::Sub. */
const word = fc.stringMatching(/^[a-z]{1,6}$/);
const leaves = fc.oneof(
  word.map((text): Expression => ({ json: text, short: `'${text}'`, value: text })),
  fc.constant({ json: { Ref: 'Stage' }, short: '!Ref Stage', value: 'dev' }),
  fc.constant({ json: { Ref: 'Queue' }, short: '!Ref Queue', value: 'ref-Queue' }),
  fc.constant({ json: { 'Fn::GetAtt': ['Queue', 'A.B'] }, short: '!GetAtt Queue.A.B', value: 'Queue/A.B' }),
  fc.constant({ json: { 'Fn::Sub': 'x${Stage}${!y}' }, short: "!Sub 'x${Stage}${!y}'", value: 'xdev${y}' }),
  fc.constant({
    json: { 'Fn::FindInMap': ['Map', 'top', 'second'] },
    short: '!FindInMap [Map, top, second]',
    value: 'mapped',
  }),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { maxDepth: 5 },
      leaves,
      fc.tuple(inner, inner).map(([one, other]) => ({
        json: { 'Fn::Join': ['-', [one.json, other.json]] },
        short: `!Join ['-', [${one.short}, ${other.short}]]`,
        value: `${one.value}-${other.value}`,
      })),
      fc.tuple(inner, inner, fc.boolean()).map(([one, other, yes]) => ({
        json: { 'Fn::If': [yes ? 'Chosen' : 'Other', one.json, other.json] },
        short: `!If [${yes ? 'Chosen' : 'Other'}, ${one.short}, ${other.short}]`,
        value: yes ? one.value : other.value,
      })),
      fc.tuple(inner, inner, fc.nat(1)).map(([one, other, at]) => ({
        json: { 'Fn::Select': [at, [one.json, other.json]] },
        short: `!Select [${at}, [${one.short}, ${other.short}]]`,
        value: at === 0 ? one.value : other.value,
      })),
      inner.map((one) => ({
        json: { 'Fn::Sub': ['${Own}!', { Own: one.json }] },
        short: `!Sub ['\${Own}!', { Own: ${one.short} }]`,
        value: `${one.value}!`,
      })),
      inner.map((one) => ({
        json: { 'Fn::Base64': one.json },
        short: `!Base64 ${one.short}`.replace(/^!Base64 (?=!)/, 'Fn::Base64: '),
        value: Buffer.from(one.value).toString('base64'),
      })),
      inner.map((one) => ({
        json: { 'Fn::ImportValue': one.json },
        short: `{ 'Fn::ImportValue': ${one.short} }`,
        value: `imported-${one.value}`,
      })),
    ),
  };
});

test('functions in functions give what they say', () => {
  fc.assert(
    fc.property(expression, ({ json, value }) => {
      expect(evaluate(json, scope)).toBe(value);
    }),
    { numRuns: 500 },
  );
});

test('short tags mean the same as the long forms', () => {
  const flow = expression.filter(({ short }) => !/Fn::Base64: /.test(short));
  fc.assert(
    fc.property(flow, ({ short, json }) => {
      const yaml = `Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { Value: [${short}] } } }`;
      const parsed = readTemplate(parseTemplate(yaml));
      expect(parsed.resources.get('Queue')?.properties).toEqual({ Value: [json] });
    }),
    { numRuns: 500 },
  );
});

test('any JSON is evaluated or refused in words', () => {
  const names = ['Ref', 'Fn::Join', 'Fn::Sub', 'Fn::If', 'Fn::Select', 'Fn::GetAtt', 'Fn::Cidr', 'Fn::And', 'Fn::Nope'];
  const key = fc.oneof(fc.constantFrom(...names, 'Stage', '__proto__'), fc.string());
  const anything: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('Stage', 'Queue', '${Stage}'),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 1 }),
    ),
  })).value;
  fc.assert(
    fc.property(anything, (value) => {
      try {
        evaluate(value, scope);
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what is AWS::NoValue is left out of maps and lists', () => {
  const none = { Ref: 'AWS::NoValue' };
  expect(evaluate({ a: none, b: [none, 'x', { 'Fn::If': ['Other', 'y', none] }] }, scope)).toEqual({ b: ['x'] });
});

test('blocks of addresses follow one another', () => {
  expect(cidrBlocks('10.0.0.0/16', 3, 8)).toEqual(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']);
  expect(cidrBlocks('2001:db8::/56', 2, 64)).toEqual(['2001:db8::/64', '2001:db8:0:1::/64']);
  expect(cidrBlocks('10.0.0.0/24', 3, 8)).toBeUndefined();
});
