import { expect, it } from 'vitest';
import type { NameExpression } from '../service/service.ts';
import { type EvaluatedName, evaluateName, type NameFacts } from './physical-name.ts';

const facts: NameFacts = {
  stackName: 'orders-anna',
  accountId: '111122223333',
  region: 'eu-central-1',
  environment: 'anna',
  service: 'orders',
};

function evaluated(expression: NameExpression, more: Partial<NameFacts> = {}): EvaluatedName | string {
  const result = evaluateName(expression, { ...facts, ...more });
  return result.ok ? result.value : result.failures[0].code;
}

it.each<[string, NameExpression, string]>([
  ['a fixed name', ['orders-api'], 'orders-api'],
  ['the stack name', [{ ref: 'AWS::StackName' }, '-api'], 'orders-anna-api'],
  ['account and region', [{ ref: 'AWS::AccountId' }, '-', { ref: 'AWS::Region' }], '111122223333-eu-central-1'],
  ['the partition', ['x-', { ref: 'AWS::Partition' }], 'x-aws'],
  ['placeholders of lambda.config.json', [{ ref: 'service' }, '-', { ref: 'environment' }], 'orders-anna'],
])('evaluates %s', (_, expression, name) => {
  expect(evaluated(expression)).toEqual({ kind: 'name', name, assumed: [] });
});

it('says which parameters were assumed', () => {
  const expression = ['api-', { ref: 'Stage', assumed: 'dev' }];
  expect(evaluated(expression)).toEqual({ kind: 'name', name: 'api-dev', assumed: ['Stage'] });
});

it('prefers a known parameter to its default', () => {
  const expression = ['api-', { ref: 'Stage', assumed: 'dev' }];
  expect(evaluated(expression, { parameters: { Stage: 'anna' } })).toEqual({
    kind: 'name',
    name: 'api-anna',
    assumed: [],
  });
});

it("does not take a template's parameter called environment for the environment", () => {
  expect(evaluated([{ ref: 'environment', assumed: 'dev' }])).toEqual({
    kind: 'name',
    name: 'dev',
    assumed: ['environment'],
  });
});

it('leaves a name open whose parameter nobody knows', () => {
  expect(evaluated(['api-', { ref: 'Stage' }])).toEqual({ kind: 'open', parameters: ['Stage'] });
});

it.each(['a'.repeat(65), 'orders.api', '', 'orders:prod'])('refuses %j as a function name', (name) => {
  expect(evaluated([name])).toBe('NXL-ENVIRONMENT-FUNCTION-NAME');
});
