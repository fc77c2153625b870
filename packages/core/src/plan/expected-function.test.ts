import { describe, expect, it } from 'vitest';
import type { FunctionAddress, LambdaFunction, Service } from '../service/service.ts';
import { afterHint, expectFunction } from './expected-function.ts';
import { sampleDeployed, sampleTags } from './sample-facts.ts';
import { STACK_NAME_TAG } from './stack-owner.ts';

const place = {
  environment: 'anna',
  accountId: '111122223333',
  region: 'eu-central-1',
  stackNameOption: '{service}-{environment}',
};

function functionAt(address: FunctionAddress, file = 'services/orders/template.yaml'): LambdaFunction {
  return {
    logicalId: 'ApiFunction',
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    source: { kind: 'directory', path: 'services/orders', assets: [] },
    address,
    place: { file, line: 1, column: 1 },
  };
}

function serviceWith(change: Partial<Service> = {}): Service {
  return {
    name: 'orders',
    root: 'services/orders',
    template: 'services/orders/template.yaml',
    functions: [],
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
    ...change,
  };
}

function expected(address: FunctionAddress, service = serviceWith(), file?: string) {
  const result = expectFunction(service, functionAt(address, file), place);
  return result.ok ? result.value : result.failures[0].code;
}

describe('expectFunction', () => {
  it('trusts a name that the template leaves no choice about', () => {
    const address: FunctionAddress = { kind: 'name', expression: [{ ref: 'AWS::StackName' }, '-api'] };
    expect(expected(address)).toEqual({
      stackName: 'orders-anna',
      owner: { stackName: 'orders-anna', logicalId: 'ApiFunction' },
      hint: { name: 'orders-anna-api', trust: 'certain' },
    });
  });

  it('only assumes a name with a default in it', () => {
    const address: FunctionAddress = { kind: 'name', expression: ['api-', { ref: 'Stage', assumed: 'dev' }] };
    expect(expected(address)).toMatchObject({ hint: { name: 'api-dev', trust: 'assumed' } });
  });

  it('asks the stack for a name that it can’t evaluate', () => {
    const address: FunctionAddress = { kind: 'name', expression: ['api-', { ref: 'Stage' }] };
    expect(expected(address)).toEqual({
      stackName: 'orders-anna',
      owner: { stackName: 'orders-anna', logicalId: 'ApiFunction' },
    });
  });

  it('expects no stack of a function that lambda.config.json names', () => {
    const config = 'services/orders/lambda.config.json';
    const address: FunctionAddress = { kind: 'name', expression: ['orders-', { ref: 'environment' }] };
    expect(expected(address, serviceWith({ config }), config)).toEqual({
      stackName: 'orders-anna',
      hint: { name: 'orders-anna', trust: 'certain' },
    });
  });

  it('expands stack name and logical id of a stack elsewhere', () => {
    const address: FunctionAddress = {
      kind: 'stack-resource',
      stackName: 'Shop-{environment}',
      logicalId: 'Api{environment}',
    };
    expect(expected(address)).toEqual({
      stackName: 'Shop-anna',
      owner: { stackName: 'Shop-anna', logicalId: 'Apianna' },
    });
  });

  it('passes on that a name is none', () => {
    expect(expected({ kind: 'name', expression: ['a b'] })).toBe('NXL-ENVIRONMENT-FUNCTION-NAME');
    expect(expected({ kind: 'stack-resource', logicalId: 'Api' }, serviceWith({ stackName: '9' }))).toBe(
      'NXL-ENVIRONMENT-STACK-NAME',
    );
  });
});

describe('afterHint', () => {
  const owner = { stackName: 'orders-anna', logicalId: 'ApiFunction' };
  const found = sampleDeployed();
  const foreign = sampleDeployed({ tags: { kind: 'read', tags: { ...sampleTags, [STACK_NAME_TAG]: 'other' } } });
  const silent = sampleDeployed({ tags: { kind: 'read', tags: {} } });

  it.each([
    ['certain', found, 'take'],
    ['certain', foreign, 'take'],
    ['certain', undefined, 'take'],
    ['assumed', found, 'take'],
    ['assumed', foreign, 'ask-stack'],
    ['assumed', silent, 'ask-stack'],
    ['assumed', undefined, 'ask-stack'],
    ['remembered', found, 'take'],
    ['remembered', foreign, 'ask-stack'],
    ['remembered', silent, 'ask-stack'],
    ['remembered', undefined, 'ask-stack'],
  ] as const)('for a name that is %s: %#', (trust, deployed, decision) => {
    expect(afterHint({ name: 'orders-anna-api', trust }, owner, deployed)).toBe(decision);
  });
});
