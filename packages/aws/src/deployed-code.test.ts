import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Result } from '@nx-lambda/core';
import { afterEach, expect, it } from 'vitest';
import { createCodeLocations, createDeployedCodePort } from './deployed-code.ts';

const ZIP = Buffer.from('a zip');
const SHA = createHash('sha256').update(ZIP).digest('base64');
const SECRET = 'X-Amz-Signature=0123456789abcdef';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function read(
  listener: RequestListener,
  { maxSize = 100, codeSha256 = SHA, timeout = 5000 } = {},
): Promise<Result<Uint8Array>> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const locations = createCodeLocations();
  locations.note({ physicalName: 'f', codeSha256: SHA }, `http://127.0.0.1:${port}/code?${SECRET}`);
  return createDeployedCodePort(locations, timeout).read({ physicalName: 'f', codeSha256, maxSize });
}

function why(result: Result<unknown>): string {
  const text = JSON.stringify(result);
  expect(text).not.toContain('Signature');
  expect(text).not.toContain('127.0.0.1');
  return result.ok ? 'read' : result.failures[0].message;
}

it('reads the code that GetFunction told an address of', async () => {
  expect(await read((_, response) => response.end(ZIP))).toEqual({ ok: true, value: ZIP });
});

it.each([
  ['nothing is there', (_, response) => response.writeHead(404).end(), 'the answer was 404'],
  ['the address is too old', (_, response) => response.writeHead(403).end('Expired'), 'the answer was 403'],
  ['the connection breaks', (request) => request.socket.destroy(), 'the connection failed'],
  ['other code comes', (_, response) => response.end('other'), 'what came is other code'],
  ['it leads elsewhere', (_, response) => response.writeHead(302, { location: '/x' }).end(), 'the answer was 302'],
] satisfies readonly (readonly [string, RequestListener, string])[])(
  'says so, without the address, where %s',
  async (_, listener, expected) => {
    expect(why(await read(listener))).toBe(`The code that is deployed to f can't be read: ${expected}.`);
  },
);

it('reads no more than is allowed, whatever size was announced', async () => {
  expect(why(await read((_, response) => response.end(ZIP), { maxSize: 4 }))).toContain('too large');
  const chunked: RequestListener = (_, response) => {
    response.write(ZIP);
    response.end(ZIP);
  };
  expect(why(await read(chunked, { maxSize: 6 }))).toContain('too large');
});

it('gives up after its time', async () => {
  expect(why(await read(() => undefined, { timeout: 50 }))).toContain('it took too long');
});

it('knows the address of no other code', async () => {
  expect(why(await read((_, response) => response.end(ZIP), { codeSha256: 'other' }))).toContain('no address');
});

it('knows the address of the code that was there first and of the last one', () => {
  const locations = createCodeLocations();
  for (const codeSha256 of ['one', 'two', 'three'])
    locations.note({ physicalName: 'f', codeSha256 }, `at ${codeSha256}`);
  expect(['one', 'two', 'three'].map((code) => locations.find('f', code))).toEqual(['at one', undefined, 'at three']);
});
