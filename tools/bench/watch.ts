/**
 * `npm run bench -- watch`: a watch of one service on the stand-in without latency, as `watch-feature` puts it together.
 * What is measured begins when the save is written.
 */
import { watchShop } from '../sample/watched-shop.ts';
import { median } from './measure.ts';

/** Milliseconds from an update to its end. */
const UPDATE_TIME = 1000;
const SAVES_A_RUN = 5;

/** One JSON line a figure. */
export async function* watchFigures(runs: number): AsyncGenerator<string> {
  yield await saveToUpdate(runs * SAVES_A_RUN);
  yield await updateToAnswer(runs);
}

async function saveToUpdate(saves: number): Promise<string> {
  const shop = await watchShop();
  const times: number[] = [];
  const processor: number[] = [];
  try {
    for (let save = 0; save < saves; save++) {
      const sent = shop.next('update-started');
      const end = shop.round();
      const used = process.cpuUsage();
      const start = performance.now();
      shop.write('services/orders/src/cancel.ts', `export const handler = async () => 'save ${save}';\n`);
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

async function updateToAnswer(saves: number): Promise<string> {
  const shop = await watchShop({}, { updateTime: UPDATE_TIME });
  const times: number[] = [];
  try {
    for (let save = 0; save < saves; save++) {
      const sent = shop.next('update-started');
      const proven = shop.next('function-settled');
      shop.write('services/orders/src/cancel.ts', `export const handler = async () => 'save ${save}';\n`);
      await sent;
      const start = performance.now();
      const end = shop.round();
      await proven;
      times.push(performance.now() - start - UPDATE_TIME);
      await end;
    }
  } finally {
    await shop.remove();
  }
  return JSON.stringify({ bench: 'watch-update-to-proof-extra', saves, medianMs: Math.round(median(times)) });
}
