/** A stand-in whose stacks tests make with plain CloudFormation, and the ports to it. */
import { CloudFormationClient, CreateStackCommand, type CreateStackCommandInput } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import { type Clock, ENVIRONMENT_TAG, type LambdaEvent, type RemovalPorts, SERVICE_TAG } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { templateFiles } from '@nx-lambda/workspace';

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';
const credentials = { accessKeyId: 'AKIAANNA', secretAccessKey: 'marked-secret' };

export interface StackWorld extends AsyncDisposable {
  readonly cloud: FakeAws;
  readonly aws: AwsPorts;
  readonly removal: RemovalPorts;
  readonly clock: Clock;
  readonly events: LambdaEvent[];
  readonly cloudFormation: CloudFormationClient;
  readonly s3: S3Client;
  /** Milliseconds since 1970, moved by waiting. */
  now: number;
  create(
    name: string,
    template: string,
    tags?: Readonly<Record<string, string>>,
    more?: Partial<CreateStackCommandInput>,
  ): Promise<void>;
  stacks(): Promise<readonly string[]>;
  fill(bucket: string, keys: readonly string[]): Promise<void>;
}

export function tagsOf(environment: string, service?: string): Readonly<Record<string, string>> {
  return { [ENVIRONMENT_TAG]: environment, ...(service === undefined ? {} : { [SERVICE_TAG]: service }) };
}

export async function startStackWorld(): Promise<StackWorld> {
  const start = Date.UTC(2026, 10, 22, 12);
  const world = { now: start };
  const cloud = await startFakeAws({ clock: () => world.now });
  const aws = createAwsPorts({ region: REGION, endpoint: cloud.endpoint, credentials, maxAttempts: 2 });
  const settings = { region: REGION, endpoint: cloud.endpoint, credentials, maxAttempts: 1 };
  const cloudFormation = new CloudFormationClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const clock: Clock = {
    now: () => world.now,
    wait: async (ms) => {
      world.now += ms;
    },
  };
  return Object.assign(world, {
    cloud,
    aws,
    clock,
    cloudFormation,
    s3,
    events: [] as LambdaEvent[],
    removal: {
      identity: aws.identity,
      stacks: aws.stackOperations,
      resources: aws.stacks,
      buckets: aws.buckets,
      parse: templateFiles('.').parse,
      clock,
    },
    async create(
      name: string,
      template: string,
      tags: Readonly<Record<string, string>> = tagsOf('anna'),
      more: Partial<CreateStackCommandInput> = {},
    ) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;
      await cloudFormation.send(
        new CreateStackCommand({
          StackName: name,
          TemplateBody: template,
          Tags,
          Capabilities: [...Capabilities],
          ...more,
        }),
      );
      const made = await aws.stackOperations.describe(name);
      if (!made.ok || made.value?.status !== 'CREATE_COMPLETE') throw new Error(`${name}: ${JSON.stringify(made)}`);
    },
    async stacks() {
      const all = await aws.stackOperations.describeAll();
      return all.ok ? all.value.map(({ name }) => name).sort() : [];
    },
    async fill(bucket: string, keys: readonly string[]) {
      for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
    },
    async [Symbol.asyncDispose]() {
      aws.close();
      cloudFormation.destroy();
      s3.destroy();
      await cloud.stop();
    },
  });
}
