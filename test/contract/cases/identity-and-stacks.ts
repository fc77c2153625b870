import {
  DescribeStacksCommand,
  ListStackResourcesCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect } from 'vitest';
import { type ContractCase, failureOf } from '../contract-case.ts';

export const IDENTITY_AND_STACK_CASES: readonly ContractCase[] = [
  {
    behaviour: "GetCallerIdentity answers the caller's account and ARN",
    async run({ clients, account }) {
      const identity = await clients.sts.send(new GetCallerIdentityCommand({}));
      expect(identity.Account).toBe(account);
      expect(identity.Arn).toMatch(new RegExp(`^arn:aws:(iam|sts)::${account}:`));
      expect(identity.UserId).toBeTruthy();
    },
  },
  {
    behaviour: 'the credentials that AssumeRole answers are those of the role',
    async run(target) {
      const { Credentials } = await target.clients.sts.send(
        new AssumeRoleCommand({ RoleArn: target.role, RoleSessionName: 'joe' }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
      expect(AccessKeyId).toMatch(/^ASIA/);
      const role = target.clientsOf({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      });
      const identity = await role.sts.send(new GetCallerIdentityCommand({}));
      expect(identity.Arn).toBe(`arn:aws:sts::${target.account}:assumed-role/contract/joe`);
    },
  },
  {
    behaviour: 'DescribeStacks answers a stack by name with its status and tags',
    async run(target) {
      await target.makeStack({ stackName: 'described', tags: { 'nx-lambda:environment': 'joe' }, buckets: ['Store'] });
      const { Stacks } = await target.clients.cloudFormation.send(
        new DescribeStacksCommand({ StackName: 'described' }),
      );
      expect(Stacks).toHaveLength(1);
      expect(Stacks?.[0]).toMatchObject({
        StackName: 'described',
        StackStatus: 'CREATE_COMPLETE',
        Tags: [{ Key: 'nx-lambda:environment', Value: 'joe' }],
      });
      expect(Stacks?.[0]?.StackId).toMatch(/^arn:aws:cloudformation:eu-west-1:\d{12}:stack\/described\//);
    },
  },
  {
    behaviour: 'DescribeStacks without a name answers every stack',
    async run(target) {
      await target.makeStack({ stackName: 'every-one', tags: {}, buckets: ['Store'] });
      await target.makeStack({ stackName: 'every-two', tags: {}, buckets: ['Store'] });
      const { Stacks } = await target.clients.cloudFormation.send(new DescribeStacksCommand({}));
      expect(Stacks?.map((each) => each.StackName)).toEqual(expect.arrayContaining(['every-one', 'every-two']));
    },
  },
  {
    behaviour: 'a stack that does not exist is a ValidationError that names it',
    async run({ clients }) {
      const failure = await failureOf(clients.cloudFormation.send(new DescribeStacksCommand({ StackName: 'nowhere' })));
      expect(failure).toEqual({
        name: 'ValidationError',
        status: 400,
        message: 'Stack with id nowhere does not exist',
      });
    },
  },
  {
    behaviour: 'ListStackResources answers logical id, type, physical id and status',
    async run(target) {
      await target.makeStack({ stackName: 'listed', tags: {}, buckets: ['Store', 'Archive'] });
      const answer = await target.clients.cloudFormation.send(new ListStackResourcesCommand({ StackName: 'listed' }));
      const rows = answer.StackResourceSummaries ?? [];
      expect(rows.map((row) => row.LogicalResourceId)).toEqual(expect.arrayContaining(['Store', 'Archive']));
      for (const row of rows) {
        expect(row).toMatchObject({ ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'CREATE_COMPLETE' });
        expect(row.PhysicalResourceId).toBeTruthy();
      }
    },
  },
  {
    behaviour: 'ListStackResources of a large stack comes in pages',
    notMoto: 'ListStackResources never pages',
    async run(target) {
      const buckets = Array.from({ length: 230 }, (_, index) => `Store${index}`);
      await target.makeStack({ stackName: 'paged', tags: {}, buckets });
      const client = target.clients.cloudFormation;
      const seen: (string | undefined)[] = [];
      let pages = 0;
      for await (const page of paginateListStackResources({ client }, { StackName: 'paged' })) {
        pages += 1;
        seen.push(...(page.StackResourceSummaries ?? []).map((row) => row.LogicalResourceId));
      }
      expect(seen).toEqual(buckets);
      expect(pages).toBeGreaterThan(1);
    },
  },
];
