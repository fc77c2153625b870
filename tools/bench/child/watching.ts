/**
 * A watch in a process of its own, so that what it takes of processor and memory is seen. Arguments: workspace, endpoint.
 * Tells its parent of each round that is over, and what it took when it is asked.
 */
import { prepareWatch } from '../../sample/started-watch.ts';

export type WatchMessage =
  | { readonly kind: 'round'; readonly updated: number }
  /** Bytes, after a collection of what is not needed. */
  | { readonly kind: 'heap'; readonly bytes: number }
  /** Of the process so far, in milliseconds. */
  | { readonly kind: 'processor'; readonly time: number };

export type WatchQuestion = 'heap' | 'processor';

const [root = '', endpoint = ''] = process.argv.slice(2);
const tell = (message: WatchMessage) => process.send?.(message);

process.on('message', (asked: WatchQuestion) => {
  if (asked === 'processor') {
    const { user, system } = process.cpuUsage();
    tell({ kind: 'processor', time: (user + system) / 1000 });
    return;
  }
  for (let turn = 0; turn < 3; turn++) globalThis.gc?.();
  tell({ kind: 'heap', bytes: process.memoryUsage().heapUsed });
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
