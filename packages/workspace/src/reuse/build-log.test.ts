import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FINGERPRINT_SCHEMA, type FunctionFingerprint } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildLog } from './build-log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-log-'));
  file = join(folder, 'cache/builds');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const printOf = (logicalId: string): FunctionFingerprint => ({
  schema: FINGERPRINT_SCHEMA,
  service: 'orders',
  logicalId,
  runtime: 'nodejs22.x',
  handler: 'app.handler',
  architecture: 'arm64',
  source: { kind: 'archive', path: 'a.zip' },
  files: [],
  settings: [],
  absent: [],
  packages: [],
  missingPackages: [],
  tools: {},
});

function record(service: string, logicalId: string, room?: number): void {
  const log = new BuildLog(file, room);
  log.add(service, [printOf(logicalId)]);
  log.flush();
}

const recorded = (service: string) => new BuildLog(file).read(service).map(({ logicalId }) => logicalId);

describe('the log of builds', () => {
  it('tells the last build of each service', () => {
    record('orders', 'A');
    record('carts\t"1"', 'B');
    record('orders', 'C');
    expect([recorded('orders'), recorded('carts\t"1"'), recorded('none')]).toEqual([['C'], ['B'], []]);
  });

  it('knows nothing where there is none, or another schema', () => {
    expect(recorded('orders')).toEqual([]);
    record('orders', 'A');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"schema":', '"schema":9'));
    expect(recorded('orders')).toEqual([]);
  });

  it('loses only the line that was cut off, and goes on after it', () => {
    record('orders', 'A');
    record('carts', 'B');
    truncateSync(file, statSync(file).size - 5);
    expect([recorded('orders'), recorded('carts')]).toEqual([['A'], []]);
    record('carts', 'C');
    appendFileSync(file, '"half');
    record('users', 'D');
    expect([recorded('orders'), recorded('carts'), recorded('users')]).toEqual([['A'], ['C'], ['D']]);
  });

  it('stays bounded, whatever is built how often', () => {
    for (let round = 0; round < 50; round++) record(round % 2 === 0 ? 'orders' : 'carts', `F${round}`, 2000);
    expect(statSync(file).size).toBeLessThan(5000);
    expect([recorded('orders'), recorded('carts')]).toEqual([['F48'], ['F49']]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['builds']);
  });

  it('that can not be written is no error', () => {
    writeFileSync(join(folder, 'cache'), 'a file where a folder is needed');
    record('orders', 'A');
    expect(recorded('orders')).toEqual([]);
  });
});
