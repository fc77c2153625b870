import { DEFAULT_ACCOUNT, startFakeAws } from '../../../packages/fake-aws/src/index.ts';
import type { ContractTarget } from '../contract-case.ts';
import { clientsFor, REGION } from './clients.ts';

const UPDATE_TIME = 1000;

export async function startStandIn(): Promise<ContractTarget> {
  let now = Date.now();
  const fake = await startFakeAws({
    clock: () => now,
    updateTime: UPDATE_TIME,
    createTime: UPDATE_TIME,
    snapshotTime: UPDATE_TIME,
    onBug(error) {
      throw error;
    },
  });
  return {
    clients: clientsFor(fake.endpoint),
    clientsOf: (credentials) => clientsFor(fake.endpoint, credentials),
    region: REGION,
    account: DEFAULT_ACCOUNT,
    role: `arn:aws:iam::${DEFAULT_ACCOUNT}:role/contract`,
    settle() {
      now += UPDATE_TIME;
    },
    async makeStack({ stackName, tags, buckets }) {
      const resources = buckets.map((logicalId) => ({ logicalId, type: 'AWS::S3::Bucket' }));
      fake.control.seedStack({ stackName, region: REGION, tags, resources });
    },
    stop: () => fake.stop(),
  };
}
