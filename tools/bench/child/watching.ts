/**
 * A watch in a process of its own, so that what it takes of processor and memory is seen. Arguments: workspace, endpoint.
 * Tells its parent of each round that is over, and what it took when it is asked.
 */
import { prepareWatch } from '../../sample/started-watch.ts';

/** Of the process so far. */
export interface WatchCosts {
  readonly kind: 'costs';
  /** Bytes, after a collection of what is not needed. */
  readonly heap: number;
  /** Milliseconds of processor time. */
  readonly processor: number;
}

export type WatchMessage = WatchCosts | { readonly kind: 'round'; readonly updated: number };

const [root = '', endpoint = ''] = process.argv.slice(2);
const tell = (message: WatchMessage) => process.send?.(message);

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  tell({ kind: 'costs', heap: process.memoryUsage().heapUsed, processor: (user + system) / 1000 });
});
const ending = new AbortController();
process.on('disconnect', () => ending.abort());

const watch = prepareWatch(root, endpoint);
await watch.start(
  {},
  (event) => {
    if (event.type === 'round-finished') tell({ kind: 'round', updated: event.updated });
  },
  ending.signal,
);
watch.aws.close();
