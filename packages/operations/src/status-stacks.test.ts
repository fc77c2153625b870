import { failed, type Service, type StackDescription, success } from '@nx-lambda/core';
import { expect, it } from 'vitest';
import { readStacks, type StackStatusPorts } from './status-stacks.ts';

const NAMES = { environment: 'ann', option: '{service}-{environment}', region: 'eu-central-1' };
const DENIED = { code: 'NXL-AWS-DENIED', message: 'Not allowed.', advice: 'Ask for it.' } as const;

function servicesOf(count: number): readonly Service[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `s${index}`,
    root: `s${index}`,
    template: `s${index}/template.yaml`,
    functions: [],
    undeployable: [],
    definitionFiles: [],
    failures: [],
    events: [],
    notices: [],
  }));
}

/** Of the stacks `s<even number>-ann`. */
function portsOf(count: number, mayList = true): { readonly ports: StackStatusPorts; readonly calls: string[] } {
  const calls: string[] = [];
  const all = Array.from({ length: Math.ceil(count / 2) }, (_, index): StackDescription => {
    const name = `s${2 * index}-ann`;
    const tags = { 'nx-lambda:environment': 'ann' };
    return {
      name,
      id: name,
      status: 'UPDATE_COMPLETE',
      tags,
      parameters: {},
      outputs: [],
      createdAt: 0,
      isProtected: false,
    };
  });
  const stacks: StackStatusPorts['stacks'] = {
    describe: async (stack) => {
      calls.push('describe');
      return success(all.find(({ name }) => name === stack));
    },
    describeAll: async () => {
      calls.push('describeAll');
      return mayList ? success(all) : failed(DENIED);
    },
    metadata: async () => success(undefined),
  };
  const resources = { listResources: async () => success([]) };
  return { ports: { stacks, resources, templates: { document: () => undefined } }, calls };
}

it.each([
  ['few stacks one by one', 3, true, Array.from({ length: 3 }, () => 'describe')],
  ['many from the list of all', 60, true, ['describeAll']],
  [
    'many one by one where the list is denied',
    60,
    false,
    ['describeAll', ...Array.from({ length: 60 }, () => 'describe')],
  ],
])('looks up %s, and tells the same of them', async (_, count, mayList, expected) => {
  const { ports, calls } = portsOf(count, mayList);
  const told = await readStacks(servicesOf(count), NAMES, ports, 0, undefined);
  expect(told.map(({ kind }) => kind)).toEqual(
    Array.from({ length: count }, (__, index) => (index % 2 === 0 ? 'present' : 'missing')),
  );
  expect(calls).toEqual(expected);
});
