import { expect, test } from 'vitest';
import type { AliasFacts } from '../plan/deployed-alias.ts';
import { codeToKeep, functionsMadeAnew } from './present-code.ts';
import type { ChangeSetEntry } from './stack-change.ts';

const manifest = { codeSha256: 'NEW', architecture: 'x86_64' } as const;
const deployed = (codeSha256: string, architecture = 'x86_64') => ({ codeSha256, architectures: [architecture] });
const alias = (codeSha256: string): AliasFacts => ({
  name: 'live',
  assumed: [],
  gradual: false,
  state: { kind: 'found', version: '2', codeSha256 },
});

test('code that is deployed already stays under the name that the stack knows', () => {
  expect(codeToKeep({ manifest, deployed: deployed('NEW'), aliases: [] })).toBe('present');
});

test('code that differs gets its own name, published or not', () => {
  expect(codeToKeep({ manifest, deployed: deployed('OLD'), aliases: [] })).toBe('none');
  expect(codeToKeep({ manifest, deployed: deployed('OLD'), aliases: [alias('OLD')] })).toBe('none');
});

test('code that is published and not what the function runs is left to deploy-feature', () => {
  expect(codeToKeep({ manifest, deployed: deployed('OLD'), aliases: [alias('NEW')] })).toBe('published');
});

test('a function that is gone or gets another architecture needs the code by its own name', () => {
  expect(codeToKeep({ manifest, deployed: undefined, aliases: [] })).toBe('none');
  expect(codeToKeep({ manifest, deployed: deployed('NEW', 'arm64'), aliases: [alias('NEW')] })).toBe('none');
});

const entry = (logicalId: string, replacement: string): ChangeSetEntry => ({
  action: 'Modify',
  logicalId,
  type: 'AWS::Lambda::Function',
  replacement,
  causes: [],
});

test('functions that are replaced, by themselves or with their nested stack, keep nothing', () => {
  const kept = ['Create', 'Get', 'Child/Get', 'Children/Get'];
  const entries = [entry('Create', 'True'), entry('Get', 'False'), entry('Child', 'True')];
  expect(functionsMadeAnew(entries, kept, () => true)).toEqual(['Create', 'Child/Get']);
});

test('where replacement is open, functions that are published keep their code', () => {
  const entries = [entry('Create', 'Conditional'), entry('Get', 'Conditional')];
  expect(functionsMadeAnew(entries, ['Create', 'Get'], (id) => id === 'Get')).toEqual(['Create']);
});
