/** `--inspect`: a debugger stops the function at a line of its TypeScript source. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generatedPositionFor, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../../packages/nx-lambda/src/run/debugger-port.ts';
import { answerOf, type LocalWorld, NAME, ROLE, startLocalWorld } from '../../../tools/sample/local-function.ts';
import { connectDevTools } from './devtools.ts';

let world: LocalWorld;

beforeAll(async () => {
  world = await startLocalWorld();
  world.control.seedFunction({ functionName: NAME, runtime: 'nodejs20.x', role: ROLE, timeout: 1 });
});
afterAll(() => world.stop());

async function anyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

it('stops at a TypeScript line, for as long as one looks, and the function then answers', async () => {
  await world.write({
    'orders/app.ts': `interface Order { id: string }
export const handler = async (order: Order) => {
  const shown = order.id.toUpperCase();
  return { shown };
};`,
  });
  const port = await anyPort();
  const debugged = new Promise<{ answer: unknown; stoppedAt: unknown; seen: unknown; sources: unknown }>(
    (resolve, reject) => {
      const onMessage = (text: string): void => {
        const address = /^Debugger listening on (ws:\S+)/.exec(text)?.[1];
        if (address !== undefined) attached.push(attach(address));
      };
      const attached: ReturnType<typeof attach>[] = [];
      world
        .run({ event: { id: 'a1' }, code: { forDebugger: true }, runtime: { inspect: { port, onMessage } } })
        .then(async (run) => resolve({ answer: answerOf(run), ...(await attached[0]) } as never))
        .catch(reject);
    },
  );

  const result = await debugged;
  expect(result).toEqual({
    answer: { shown: 'A1' },
    host: '127.0.0.1',
    sources: [pathToFileURL(join(world.root, 'orders/app.ts')).href],
    stoppedAt: 3,
    seen: 'a1',
  });
});

/** What an editor does: waits for the script, finds the line by the script's own source map, and stops there. */
async function attach(address: string) {
  const tools = await connectDevTools(address);
  await tools.send('Runtime.enable');
  await tools.send('Debugger.enable');
  await tools.send('Runtime.runIfWaitingForDebugger');
  const script = await nextScriptWithMap(tools);

  const file = fileURLToPath(script.url);
  const mapFile = join(dirname(file), script.sourceMapURL);
  const map = new TraceMap(await readFile(mapFile, 'utf8'));
  const [source = ''] = map.resolvedSources.map(String);
  const place = generatedPositionFor(map, { source, line: 3, column: 2 });
  await tools.send('Debugger.setBreakpointByUrl', {
    url: script.url,
    lineNumber: (place.line ?? 0) - 1,
    columnNumber: place.column ?? 0,
  });

  const paused = await tools.event('Debugger.paused');
  const [frame] = paused.callFrames as { callFrameId: string; location: Location }[];
  if (frame === undefined) throw new Error('no frame');
  const { lineNumber, columnNumber } = frame.location;
  const original = originalPositionFor(map, { line: lineNumber + 1, column: columnNumber });
  const evaluated = await tools.send('Debugger.evaluateOnCallFrame', {
    callFrameId: frame.callFrameId,
    expression: 'order.id',
  });
  await tools.send('Debugger.resume');
  tools.close();
  const { value } = evaluated.result as { value: unknown };
  return { host: new URL(address).hostname, sources: map.resolvedSources, stoppedAt: original.line, seen: value };
}

async function nextScriptWithMap(tools: Awaited<ReturnType<typeof connectDevTools>>) {
  for (;;) {
    const { sourceMapURL, url } = await tools.event('Debugger.scriptParsed');
    if (typeof url === 'string' && typeof sourceMapURL === 'string' && sourceMapURL !== '') {
      if (url.includes('/task/')) return { url, sourceMapURL };
    }
  }
}

it('says so when the port is taken', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  expect(await freePort(port)).toMatchObject({ ok: false, failures: [{ code: 'NXL-INVOKE-INSPECT-PORT' }] });
  await new Promise((resolve) => server.close(resolve));
  expect(await freePort(port)).toEqual({ ok: true, value: port });
});
