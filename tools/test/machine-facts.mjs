// What unit tests look for on the machine and skip without: an input of the cached `test` targets (nx.json).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
const facts = {
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
  node24: existsSync(new URL('../../test/support/node-24/node_modules/', import.meta.url)),
  python: python.stdout?.trim() ?? '',
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
