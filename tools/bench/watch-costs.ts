/** What a watch in a process of its own takes: of the processor while nothing is saved, of memory over many saves. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFakeAws } from '@nx-lambda/fake-aws';
import { seedFeatureStacks } from '../sample/feature-stacks.ts';
import { prepareWatch } from '../sample/started-watch.ts';
import { newShopFolder, passClockTick, saveFile } from '../sample/watched-files.ts';
import type { WatchMessage, WatchQuestion } from './child/watching.ts';

const IDLE_SECONDS = 60;
/** Saves by which everything is loaded and every cache has its size, and saves in all. */
const WARM = 100;
const ALL = 1000;

type MessageOf<Kind extends WatchMessage['kind']> = Extract<WatchMessage, { readonly kind: Kind }>;

interface WatchProcess {
  ask<Kind extends WatchQuestion>(kind: Kind): Promise<MessageOf<Kind>>;
  /** Until the round is over that deploys it. */
  save(number: number): Promise<void>;
  end(): Promise<void>;
}

/** Percent of one processor core. */
export async function watchIdleCpu(): Promise<string> {
  const watch = await startWatchProcess();
  try {
    await watch.save(1);
    const before = await watch.ask('processor');
    await delay(IDLE_SECONDS * 1000);
    const after = await watch.ask('processor');
    const percent = (after.time - before.time) / (IDLE_SECONDS * 10);
    return JSON.stringify({ bench: 'watch-idle-cpu', seconds: IDLE_SECONDS, percent: Number(percent.toFixed(2)) });
  } finally {
    await watch.end();
  }
}

/** Of the heap after a forced collection. */
export async function watchHeapGrowth(): Promise<string> {
  const watch = await startWatchProcess();
  try {
    const heaps: number[] = [];
    for (let number = 1; number <= ALL; number++) {
      await watch.save(number);
      if (number === WARM || number === ALL) heaps.push((await watch.ask('heap')).bytes / 1024 ** 2);
    }
    const [warm = Number.NaN, last = Number.NaN] = heaps;
    const figure = { bench: 'watch-heap-growth', fromSave: WARM, toSave: ALL, heapMb: Number(last.toFixed(1)) };
    return JSON.stringify({ ...figure, growthMb: Number((last - warm).toFixed(2)) });
  } finally {
    await watch.end();
  }
}

async function startWatchProcess(): Promise<WatchProcess> {
  const root = newShopFolder();
  const cloud = await startFakeAws();
  const { readServices, aws } = prepareWatch(root, cloud.endpoint);
  seedFeatureStacks(cloud.control, await readServices(), { environment: 'ann' });
  aws.close();
  passClockTick(root);
  const child = fork(fileURLToPath(new URL('./child/watching.ts', import.meta.url)), [root, cloud.endpoint], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
  });
  await message(child, 'round');
  return {
    async ask(kind) {
      const told = message(child, kind);
      child.send(kind);
      return told;
    },
    async save(number) {
      const over = message(child, 'round');
      saveFile(root, 'services/orders/src/cancel.ts', `export const handler = async () => 'save ${number}';\n`);
      if ((await over).updated !== 1) throw new Error('a save was not deployed');
    },
    async end() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
      await cloud.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function message<Kind extends WatchMessage['kind']>(child: ChildProcess, kind: Kind): Promise<MessageOf<Kind>> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the watch ended'));
    const listener = (told: WatchMessage) => {
      if (!isOf(told, kind)) return;
      child.off('message', listener);
      child.off('exit', ended);
      resolve(told);
    };
    child.on('message', listener);
    child.once('exit', ended);
  });
}

function isOf<Kind extends WatchMessage['kind']>(told: WatchMessage, kind: Kind): told is MessageOf<Kind> {
  return told.kind === kind;
}
