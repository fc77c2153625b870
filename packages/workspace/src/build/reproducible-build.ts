/** For reproducible.test.ts: builds the functions of its workspace and says what came out, as JSON. */
import { createHash } from 'node:crypto';
import { buildTogether, bundledFunction, plainFunction, valueOf } from './test-workspace.ts';

export async function reproducibleBuild(root: string): Promise<string> {
  const assets = [{ glob: '*.txt', from: 'services/orders/mail', to: 'mail' }];
  const results = await buildTogether(root, [
    bundledFunction('services/orders/app.ts', { format: 'esm', external: ['outer'], assets }),
    plainFunction({ kind: 'directory', path: 'services/stock/code', assets: [] }, { logicalId: 'Stock' }),
  ]);
  const artifacts = results.map(valueOf).map(({ manifest, sourceMaps }) => ({
    manifest,
    maps: sourceMaps.map((map) => createHash('sha256').update(map.bytes).digest('hex')),
  }));
  return JSON.stringify(artifacts);
}
