import { expect, test } from 'vitest';
import { parameterPaths, storedSources } from './stored-parameters.ts';

const place = { service: '@shop/orders', environment: 'anna' };

test('placeholders are filled in, a service’s name as one part of the path', () => {
  expect(parameterPaths(['/{service}/{environment}/', '/shared'], place)).toEqual({
    ok: true,
    value: ['/shop-orders/anna', '/shared'],
  });
  expect(parameterPaths(['/{stage}'], place)).toMatchObject({ ok: false, failures: [{ code: 'NXL-OPTION-VALUE' }] });
});

test('each parameter is a source of its own; what is secret has no value', () => {
  const sources = storedSources([
    { kind: 'text', name: '/orders/anna/TableName', value: 'orders' },
    { kind: 'secure', name: '/orders/anna/Password' },
  ]);
  expect(sources).toEqual([
    { origin: 'ssm:/orders/anna/TableName', values: { TableName: 'orders' }, shared: true },
    {
      origin: 'ssm:/orders/anna/Password',
      values: {},
      withheld: { Password: expect.objectContaining({ code: 'NXL-PROVISION-SECURE-STRING' }) },
      shared: true,
    },
  ]);
});
