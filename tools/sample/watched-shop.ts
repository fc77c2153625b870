/** A service on disk, its stack on the stand-in, and a watch of it, as `watch-feature` puts it together. */
import { rmSync } from 'node:fs';
import type { LambdaEvent, Service, WatchReport } from '@nx-lambda/core';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '@nx-lambda/fake-aws';
import type { WatchRequest } from '@nx-lambda/operations';
import { seedFeatureStacks } from './feature-stacks.ts';
import { type PreparedWatch, prepareWatch } from './started-watch.ts';
import { newShopFolder, passClockTick, saveFile } from './watched-files.ts';

export { SOURCES } from './watched-files.ts';

type EventOf<Type extends LambdaEvent['type']> = Extract<LambdaEvent, { readonly type: Type }>;

export interface WatchedShop {
  readonly root: string;
  readonly cloud: FakeAws;
  readonly watch: PreparedWatch;
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
  const root = newShopFolder(files);
  const cloud = await startFakeAws(cloudOptions);
  const watch = prepareWatch(root, cloud.endpoint);
  seedFeatureStacks(cloud.control, await watch.readServices(), { environment: 'ann' });

  passClockTick(root);
  const events: LambdaEvent[] = [];
  const listeners = new Set<(event: LambdaEvent) => void>();
  const controller = new AbortController();
  const emit = (event: LambdaEvent) => {
    events.push(event);
    for (const listener of [...listeners]) listener(event);
  };
  const watching = watch.start(change, emit, controller.signal);
  const functionName = (logicalId: string) =>
    cloud.control.functions().find(({ tags }) => tags['aws:cloudformation:logical-id'] === logicalId)?.functionName;
  const shop: WatchedShop = {
    root,
    cloud,
    watch,
    events,
    write: (path, text) => saveFile(root, path, text),
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
    readServices: watch.readServices,
    async end() {
      controller.abort();
      const report = await watching;
      if (!report.ok) throw new Error(report.failures[0].message);
      return report.value;
    },
    async remove() {
      controller.abort();
      await watching;
      watch.aws.close();
      await cloud.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
  await shop.round();
  return shop;
}

function isOf<Type extends LambdaEvent['type']>(event: LambdaEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}
