import { GetParametersByPathCommand, PutParameterCommand, paginateGetParametersByPath } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { type ContractCase, failureOf } from '../contract-case.ts';

export const PARAMETER_STORE_CASES: readonly ContractCase[] = [
  {
    behaviour: 'GetParametersByPath answers what lies directly under a path, ten at a time',
    async run({ clients: { ssm } }) {
      const names = Array.from({ length: 12 }, (_, index) => `/paged/joe/P${String(index).padStart(2, '0')}`);
      for (const Name of [...names, '/paged/joe/deeper/P', '/paged/joey']) {
        await ssm.send(new PutParameterCommand({ Name, Value: 'v', Type: 'String' }));
      }
      const found: string[] = [];
      const sizes: number[] = [];
      const pages = paginateGetParametersByPath({ client: ssm }, { Path: '/paged/joe', MaxResults: 10 });
      for await (const { Parameters = [] } of pages) {
        sizes.push(Parameters.length);
        found.push(...Parameters.map(({ Name = '' }) => Name));
      }
      expect(found.toSorted()).toEqual(names);
      expect(sizes).toEqual([10, 2]);
    },
  },
  {
    behaviour: 'a path with nothing under it is answered with nothing',
    async run({ clients: { ssm } }) {
      const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: '/nothing/here' }));
      expect(Parameters ?? []).toEqual([]);
    },
  },
  {
    behaviour: 'a SecureString comes without its value where decryption is not asked for',
    async run({ clients: { ssm } }) {
      await ssm.send(new PutParameterCommand({ Name: '/secure/Key', Value: 'marked-secret', Type: 'SecureString' }));
      const { Parameters = [] } = await ssm.send(new GetParametersByPathCommand({ Path: '/secure' }));
      expect(Parameters).toMatchObject([{ Name: '/secure/Key', Type: 'SecureString' }]);
      expect(Parameters[0]?.Value).not.toBe('marked-secret');
    },
  },
  {
    behaviour: 'more than ten parameters a page are refused',
    async run({ clients: { ssm } }) {
      const failure = await failureOf(ssm.send(new GetParametersByPathCommand({ Path: '/paged', MaxResults: 11 })));
      expect(failure).toMatchObject({ name: 'ValidationException', status: 400 });
    },
  },
];
