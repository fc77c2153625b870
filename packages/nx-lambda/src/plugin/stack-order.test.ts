import type { LinkedService, OpenName } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import type { InferredService } from './inferred-service.ts';
import { inStackOrder } from './stack-order.ts';

const place = { file: 't.yaml', line: 1, column: 1 } as const;
const NONE = { exports: [], imports: [], ssmWritten: [], ssmRead: [] } as const;
const named = (name: OpenName) => ({ name, place });

function service(name: string, order?: Omit<LinkedService, 'name'>, hasStack = true): InferredService {
  const stack = {
    provision: { executor: 'nx-lambda:provision-feature', dependsOn: ['build'] },
    destroy: { executor: 'nx-lambda:destroy-feature' },
  };
  return {
    file: `${name}/template.yaml`,
    project: {
      name,
      root: name,
      targets: { build: { executor: 'nx-lambda:build' }, ...(hasStack ? stack : {}) },
      metadata: { lambda: { definitions: [] } },
    },
    definitions: [],
    definedBy: [],
    observed: [],
    ...(order === undefined ? {} : { order }),
    volatile: false,
  };
}

const network = () => service('network', { links: { ...NONE, exports: [named(['network-x-vpc'])] }, dependsOn: [] });
const orders = () => service('orders', { links: { ...NONE, imports: [named(['network-x-vpc'])] }, dependsOn: [] });

test('a stack waits for those that it imports from, with the same flags, and to remove one removes no other', () => {
  const [first, second] = inStackOrder([network(), orders()]).map(({ project }) => project.targets);
  const edge = { params: 'forward' };
  expect(first?.['provision']?.dependsOn).toEqual(['build']);
  expect(first?.['destroy']?.dependsOn).toBeUndefined();
  expect(second?.['provision']?.dependsOn).toEqual(['build', { projects: ['network'], target: 'provision', ...edge }]);
  expect(second?.['destroy']?.dependsOn).toBeUndefined();
  expect(second?.['build']).toEqual({ executor: 'nx-lambda:build' });
});

test('what lambda.config.json says orders stacks without names in common, also ones without any links', () => {
  const [, second] = inStackOrder([service('base'), service('orders', { links: NONE, dependsOn: ['base', 'gone'] })]);
  expect(second?.project.targets?.['provision']?.dependsOn).toMatchObject(['build', { projects: ['base'] }]);
});

test('a service whose stack another tool makes orders nothing', () => {
  const services = [service('base', undefined, false), service('orders', { links: NONE, dependsOn: ['base'] })];
  expect(inStackOrder(services)).toEqual(services);
});

test('services on a cycle are ordered by nothing and say why', () => {
  const services = [
    service('a', { links: NONE, dependsOn: ['b'] }),
    service('b', { links: NONE, dependsOn: ['a'] }),
    service('c', { links: NONE, dependsOn: ['a'] }),
  ];
  const [a, , c] = inStackOrder(services).map(({ project }) => project);
  expect(a?.targets?.['provision']?.dependsOn).toEqual(['build']);
  expect(a?.metadata).toMatchObject({ lambda: { definitions: [], cycle: { code: 'NXL-PROVISION-CYCLE' } } });
  expect(c?.metadata).toEqual({ lambda: { definitions: [] } });
  expect(c?.targets?.['provision']?.dependsOn).toMatchObject(['build', { projects: ['a'] }]);
});

test('services that hand one another nothing stay as they are', () => {
  const services = [service('a'), service('b')];
  expect(inStackOrder(services)).toBe(services);
});
