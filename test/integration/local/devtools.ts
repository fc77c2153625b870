/** A debugger's side of the DevTools protocol: as much of WebSocket (RFC 6455) as Node's inspector needs. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

export interface DevTools {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** The next event of that name, also one that came already and nobody took. */
  event(method: string): Promise<Record<string, unknown>>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export async function connectDevTools(address: string): Promise<DevTools> {
  const socket = await upgrade(address);
  const answers = new Map<number, (message: Message) => void>();
  const events: Message[] = [];
  const waiting: { readonly method: string; readonly take: (params: Record<string, unknown>) => void }[] = [];
  let lastId = 0;

  readFrames(socket, (text) => {
    const message: Message = JSON.parse(text);
    if (message.id !== undefined) return answers.get(message.id)?.(message);
    const index = waiting.findIndex(({ method }) => method === message.method);
    const [taker] = index < 0 ? [] : waiting.splice(index, 1);
    if (taker === undefined) events.push(message);
    else taker.take(message.params ?? {});
  });

  return {
    send(method, params = {}) {
      lastId += 1;
      const id = lastId;
      socket.write(maskedFrame(JSON.stringify({ id, method, params })));
      return new Promise((resolve, reject) => {
        answers.set(id, ({ error, result = {} }) => {
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        });
      });
    },
    event(method) {
      const index = events.findIndex((each) => each.method === method);
      const [found] = index < 0 ? [] : events.splice(index, 1);
      if (found !== undefined) return Promise.resolve(found.params ?? {});
      return new Promise((resolve) => waiting.push({ method, take: resolve }));
    },
    close: () => socket.destroy(),
  };
}

function upgrade(address: string): Promise<Socket> {
  const { hostname, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    request({
      hostname,
      port,
      path: pathname,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    })
      .on('upgrade', (_response, socket) => resolve(socket))
      .on('error', reject)
      .end();
  });
}

/** A final text frame; a client has to mask what it sends. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x81;
  head[1] = 0x80 | Math.min(payload.length, 126);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([head, mask, masked]);
}

function readFrames(socket: Socket, tell: (text: string) => void): void {
  let buffer: Buffer = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const short = (buffer[1] ?? 0) & 0x7f;
      const start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (buffer.length < start) return;
      const length = short < 126 ? short : short === 126 ? buffer.readUInt16BE(2) : Number(buffer.readBigUInt64BE(2));
      if (buffer.length < start + length) return;
      if (((buffer[0] ?? 0) & 0x0f) === 1) tell(buffer.subarray(start, start + length).toString('utf8'));
      buffer = buffer.subarray(start + length);
    }
  });
}
