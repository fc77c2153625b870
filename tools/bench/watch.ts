/**
 * `npm run bench -- watch`: a watch of one service on the stand-in without latency, as `watch-feature` puts it together.
 * What is measured begins when the save is written.
 */
import type { InvokeReport } from '@nx-lambda/core';
import { invokeUpdated } from '../../packages/nx-lambda/src/run/watch-invocations.ts';
import { ENVIRONMENT } from '../sample/started-watch.ts';
import { type WatchedShop, watchShop } from '../sample/watched-shop.ts';
import { median } from './measure.ts';
import { watchHeapGrowth, watchIdleCpu } from './watch-costs.ts';

/** Milliseconds from an update to its end. */
const UPDATE_TIME = 1000;
const SAVES_A_RUN = 5;
const EVENT = 'CancelOrder';

/** One JSON line a figure. */
export async function* watchFigures(runs: number): AsyncGenerator<string> {
  yield await saveToUpdate(runs * SAVES_A_RUN);
  yield await updateToAnswer(runs);
  yield await watchIdleCpu();
  yield await watchHeapGrowth();
}

function save(shop: WatchedShop, number: number): void {
  shop.write('services/orders/src/cancel.ts', `export const handler = async () => 'save ${number}';\n`);
}

async function saveToUpdate(saves: number): Promise<string> {
  const shop = await watchShop();
  const times: number[] = [];
  const processor: number[] = [];
  try {
    for (let number = 0; number < saves; number++) {
      const sent = shop.next('update-started');
      const end = shop.round();
      const used = process.cpuUsage();
      const start = performance.now();
      save(shop, number);
      await sent;
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(used);
      processor.push((user + system) / 1000);
      await end;
    }
  } finally {
    await shop.remove();
  }
  const figure = { bench: 'watch-save-to-update', saves, medianMs: Math.round(median(times)) };
  return JSON.stringify({ ...figure, processorMs: Math.round(median(processor)) });
}

/**
 * From the save to the answer of the new code to `--invoke`, beyond the time that AWS takes for the update. Starting the
 * function, which is the stand-in's part, is in it and is told beside it.
 */
async function updateToAnswer(saves: number): Promise<string> {
  let answered: (report: InvokeReport) => void = () => undefined;
  const watched: { shop?: WatchedShop } = {};
  const shop = await watchShop(
    {
      async afterUpdate(subject) {
        if (watched.shop === undefined) return;
        const { aws, workspace, readServices } = watched.shop.watch;
        const services = await readServices();
        await invokeUpdated(subject, {
          event: EVENT,
          services: () => services,
          environment: ENVIRONMENT,
          workspace,
          aws,
          signal: new AbortController().signal,
          printer: () => ({
            print(event) {
              if (event.type === 'invoke-failed') throw new Error(event.failures[0]?.message);
              if (event.type === 'invoke-finished') answered(event.report);
            },
            end: () => undefined,
          }),
        });
      },
    },
    { updateTime: UPDATE_TIME },
    { [`services/orders/events/${EVENT}.json`]: '{}' },
  );
  watched.shop = shop;
  const times: number[] = [];
  const proven: number[] = [];
  const coldStarts: number[] = [];
  try {
    for (let number = 0; number < saves; number++) {
      const end = shop.round();
      const proof = shop.next('function-settled');
      const answer = new Promise<InvokeReport>((resolve) => {
        answered = resolve;
      });
      const start = performance.now();
      save(shop, number);
      await proof;
      proven.push(performance.now() - start - UPDATE_TIME);
      const { payload, usage } = await answer;
      times.push(performance.now() - start - UPDATE_TIME);
      coldStarts.push(usage?.initDuration ?? 0);
      if (payload !== `"save ${number}"`) throw new Error(`Another code answered: ${payload}`);
      await end;
    }
  } finally {
    await shop.remove();
  }
  const figure = { bench: 'watch-update-to-answer-extra', saves, medianMs: Math.round(median(times)) };
  const parts = { provenMs: Math.round(median(proven)), coldStartMs: Math.round(median(coldStarts)) };
  return JSON.stringify({ ...figure, ...parts });
}
