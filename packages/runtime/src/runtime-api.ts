import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * The server's side of the Lambda Runtime API for one process: it hands an invocation out when the process asks for the
 * next, and says what the process answered. It knows no deadline. Loopback only, on a free port.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export interface RuntimeApi {
  /** `host:port`, as AWS_LAMBDA_RUNTIME_API holds it. */
  readonly address: string;
  /** Names who is told what the process says; before the process is started. */
  listen(listener: RuntimeApiListener): void;
  /** Answers the `next` that the process is waiting on. Call it only after `onNext`. */
  give(invocation: Invocation): void;
  close(): Promise<void>;
}

export interface Invocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Lambda-Runtime-* headers of this invocation but its id. */
  readonly headers: Readonly<Record<string, string>>;
}

export type Answer =
  | { readonly kind: 'response'; readonly payload: Uint8Array }
  | { readonly kind: 'error'; readonly payload: Uint8Array }
  | { readonly kind: 'too large' };

export interface RuntimeApiListener {
  /** The process asks for an invocation: it is initialised, or through with the last one. */
  onNext(): void;
  /** A part of an answer that is streamed; all parts are in the answer too. */
  onPart(part: Uint8Array): void;
  onAnswer(answer: Answer): void;
  onInitError(payload: Uint8Array): void;
  /** The peak resident memory that our own runners report, in MB. */
  onPeakMemory(megabytes: number): void;
}

/** Bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, and Lambda's own slack of 100. */
export const RESPONSE_LIMIT = 6 * 1024 * 1024 + 100;

const BASE = '/2018-06-01/runtime';

export async function startRuntimeApi(): Promise<RuntimeApi> {
  let listener: RuntimeApiListener | undefined;
  let waiting: ServerResponse | undefined;
  let current: { readonly requestId: string; answered: boolean } | undefined;

  const routes = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    notePeakMemory(request, listener);
    if (request.method === 'GET' && path === `${BASE}/invocation/next`) {
      waiting = response;
      current = undefined;
      listener?.onNext();
      return;
    }
    if (request.method === 'POST' && path === `${BASE}/init/error`) {
      const body = await readBody(request);
      reply(response, 202, { status: 'OK' });
      listener?.onInitError(body ?? Buffer.from('{}'));
      return;
    }
    const [, requestId, verb] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (request.method !== 'POST' || requestId === undefined) return reply(response, 404, refusal('NotFound', path));
    const invocation = current;
    if (requestId !== invocation?.requestId) {
      return reply(response, 400, refusal('InvalidRequestID', 'Invalid request ID'));
    }
    if (invocation.answered) {
      return reply(response, 403, refusal('InvalidStateTransition', 'The invocation is answered already'));
    }
    invocation.answered = true;
    const answer = await readAnswer(request, verb === 'error', (part) => listener?.onPart(part));
    if (answer.kind === 'too large') {
      const message = `Exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`;
      reply(response, 413, refusal('RequestEntityTooLarge', message));
    } else {
      reply(response, 202, { status: 'OK' });
    }
    listener?.onAnswer(answer);
  };

  const server = createServer((request, response) => {
    // A body that breaks off means that the process is gone, which its exit tells.
    routes(request, response).catch(() => response.destroy());
  });
  // A function may take its time for every part of a request.
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The Runtime API has no port.');

  return {
    address: `127.0.0.1:${bound.port}`,
    listen(next) {
      listener = next;
    },
    give({ headers, payload, requestId }) {
      if (waiting === undefined) throw new Error('No process waits for an invocation.');
      current = { requestId, answered: false };
      waiting.writeHead(200, {
        ...headers,
        'Lambda-Runtime-Aws-Request-Id': requestId,
        'Content-Type': 'application/json',
        'Content-Length': payload.byteLength,
      });
      waiting.end(payload);
      waiting = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readAnswer(
  request: IncomingMessage,
  isError: boolean,
  onPart: (part: Uint8Array) => void,
): Promise<Answer> {
  const isStreamed = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
  const payload = await readBody(request, isStreamed ? onPart : undefined);
  if (payload === undefined) return { kind: 'too large' };
  if (isError) return { kind: 'error', payload };
  const streamError = request.trailers['lambda-runtime-function-error-body'];
  return streamError === undefined
    ? { kind: 'response', payload }
    : { kind: 'error', payload: Buffer.from(streamError, 'base64') };
}

/** Reads to the end even what is too much, so that the sender can read our refusal; undefined: over the limit. */
async function readBody(request: IncomingMessage, onPart?: (part: Uint8Array) => void): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > RESPONSE_LIMIT) continue;
    chunks.push(chunk);
    onPart?.(chunk);
  }
  return size > RESPONSE_LIMIT ? undefined : Buffer.concat(chunks);
}

function notePeakMemory(request: IncomingMessage, listener: RuntimeApiListener | undefined): void {
  const kibibytes = Number(request.headers['nx-lambda-peak-memory']);
  if (kibibytes > 0) listener?.onPeakMemory(Math.ceil(kibibytes / 1024));
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function refusal(errorType: string, errorMessage: string): object {
  return { errorMessage, errorType };
}
