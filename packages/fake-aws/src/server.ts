import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answer } from './answer.ts';
import type { Control } from './control/control.ts';
import { controlReply, isControlPath } from './control/endpoint.ts';
import { jsonReply, type WireReply, type WireRequest } from './wire.ts';
import type { World } from './world.ts';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** The HTTP edge. Binds loopback only: whoever reaches this port runs code as the user who started it. */
export function listen(world: World, control: Control, port: number): Promise<Listening> {
  const server = createServer((incoming, response) => {
    serve(world, control, incoming, response).catch((error: unknown) => {
      world.bug(error);
      response.destroy();
    });
  });
  // Longer than clients keep idle connections, or they would meet one that is just being closed.
  server.keepAliveTimeout = 120_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        port: actual,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function serve(
  world: World,
  control: Control,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const refusal = refuseBrowsers(request);
  if (refusal !== undefined) return write(response, refusal, '');
  if (isControlPath(request.path)) return write(response, await controlReply(control, request), '');
  const requestId = world.newId();
  const reply = await answer(world, request, requestId);
  if (reply === 'cut') incoming.socket.destroy();
  else write(response, reply, requestId);
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

/** A page in the developer's browser must not reach a server that executes code, nor a name that points here. */
function refuseBrowsers(request: WireRequest): WireReply | undefined {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const loopback = /^(?:.+\.)?(?:127\.0\.0\.1|localhost)$/.test(host);
  if (loopback && request.headers.origin === undefined) return undefined;
  return jsonReply(403, { message: 'The stand-in for AWS answers programs on this machine, no browsers.' });
}

function write(response: ServerResponse, reply: WireReply, requestId: string): void {
  const ids = requestId === '' ? {} : { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId };
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const bodiless = reply.status === 204 || reply.status === 304;
  const length = bodiless ? {} : { 'content-length': String(body.length) };
  response.writeHead(reply.status, { ...ids, ...length, ...reply.headers });
  response.end(bodiless ? undefined : body);
}
