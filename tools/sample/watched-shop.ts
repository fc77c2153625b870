/** A service on disk, its stack on the stand-in, and a watch of it, as `watch-feature` puts it together. */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAwsPorts } from '@nx-lambda/aws';
import { type LambdaEvent, parsePluginOptions, type Service, type WatchReport } from '@nx-lambda/core';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '@nx-lambda/fake-aws';
import { type WatchRequest, watchServices } from '@nx-lambda/operations';
import { readServices } from '@nx-lambda/workspace';
import { watchPorts } from '../../packages/nx-lambda/src/run/watch-ports.ts';
import { seedFeatureStacks } from './feature-stacks.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: nodejs22.x, Timeout: 10}
Resources:
  CreateOrder:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: create.handler}
  CancelOrder:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: cancel.handler}
`;

export const SOURCES: Readonly<Record<string, string>> = {
  'services/orders/template.yaml': TEMPLATE,
  'services/orders/src/create.ts':
    "import { price } from '../../../libs/money.ts';\nexport const handler = async () => price(1);\n",
  'services/orders/src/cancel.ts': "export const handler = async () => 'cancelled';\n",
  'libs/money.ts': 'export const price = (n: number) => n * 100;\n',
};

type EventOf<Type extends LambdaEvent['type']> = Extract<LambdaEvent, { readonly type: Type }>;

export interface WatchedShop {
  readonly root: string;
  readonly cloud: FakeAws;
  readonly events: readonly LambdaEvent[];
  write(path: string, text: string): void;
  /** Resolves with the first event of that type from now on. */
  next<Type extends LambdaEvent['type']>(type: Type): Promise<EventOf<Type>>;
  /** Until the round is over in which everything saved so far is deployed. */
  round(): Promise<EventOf<'round-finished'>>;
  /** codeSha256 in the cloud. */
  cloudCode(logicalId: string): string | undefined;
  /** As its definitions say now. */
  readServices(): Promise<readonly Service[]>;
  end(): Promise<WatchReport>;
  remove(): Promise<void>;
}

export async function watchShop(
  change: Partial<WatchRequest> = {},
  cloudOptions: FakeAwsOptions = {},
  files: Readonly<Record<string, string>> = {},
): Promise<WatchedShop> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-lambda-watched-')));
  const write = (path: string, text: string) => {
    // Whole or not at all: who reads a template between its truncation and its text sees another template.
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, 'saved.tmp'), text);
    renameSync(join(root, 'saved.tmp'), join(root, path));
  };
  for (const [path, text] of Object.entries({ ...SOURCES, ...files })) write(path, text);
  const parsed = parsePluginOptions({ region: 'us-east-1' });
  if (!parsed.ok) throw new Error(parsed.failures[0].message);
  const options = parsed.value;
  const read = () => readServices({ workspaceRoot: root, definitionFiles: ['services/orders/template.yaml'], options });
  const services = await read();
  const cloud = await startFakeAws(cloudOptions);
  seedFeatureStacks(cloud.control, services, { environment: 'ann' });
  const credentials = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret' };
  const aws = createAwsPorts({ region: 'us-east-1', endpoint: cloud.endpoint, credentials, maxAttempts: 2 });
  const workspace = { root, options, cacheFolder: join(root, '.nx/cache/nx-lambda') };
  const ports = watchPorts({ workspace, aws, readServices: read, onTrouble: () => undefined });

  passClockTick(root);
  const events: LambdaEvent[] = [];
  const listeners = new Set<(event: LambdaEvent) => void>();
  const controller = new AbortController();
  let runs = 0;
  const watching = watchServices(
    {
      environment: { name: 'ann', origin: '--environment' },
      services,
      options,
      common: ['package-lock.json'],
      timeout: 20_000,
      commit: () => undefined,
      runId: () => `run-${++runs}`,
      provisionTarget: 'provision-feature',
      ...change,
    },
    ports,
    (event) => {
      events.push(event);
      for (const listener of [...listeners]) listener(event);
    },
    controller.signal,
  );
  const functionName = (logicalId: string) =>
    cloud.control.functions().find(({ tags }) => tags['aws:cloudformation:logical-id'] === logicalId)?.functionName;
  const shop: WatchedShop = {
    root,
    cloud,
    events,
    write,
    next: <Type extends LambdaEvent['type']>(type: Type) =>
      new Promise<EventOf<Type>>((resolve) => {
        const listener = (event: LambdaEvent) => {
          if (!isOf(event, type)) return;
          listeners.delete(listener);
          resolve(event);
        };
        listeners.add(listener);
      }),
    round: () => shop.next('round-finished'),
    cloudCode: (logicalId) => cloud.control.functionFacts(functionName(logicalId) ?? '')?.codeSha256,
    readServices: read,
    async end() {
      controller.abort();
      const report = await watching;
      if (!report.ok) throw new Error(report.failures[0].message);
      return report.value;
    },
    async remove() {
      controller.abort();
      await watching;
      aws.close();
      await cloud.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  await shop.round();
  return shop;
}

/** Files that are as new as the watch itself count as saved meanwhile, so that none is missed: these are none. */
function passClockTick(root: string): void {
  const start = Date.now();
  const probe = join(root, 'probe.tmp');
  do writeFileSync(probe, '');
  while (statSync(probe).mtimeMs < start + 40);
}

function isOf<Type extends LambdaEvent['type']>(event: LambdaEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}
