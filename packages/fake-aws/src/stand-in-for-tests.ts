import type { InvocationReport, InvocationRequest, SandboxOptions } from '@nx-lambda/runtime';
import { zipSync } from 'fflate';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from './start.ts';

/** A stand-in whose time and sandboxes a test moves by hand. */
export interface TestStandIn extends FakeAws, AsyncDisposable {
  /** Milliseconds. */
  advance(time: number): void;
  /** For an SDK client that never retries. */
  clientOptions(accessKeyId?: string): ClientOptions;
  /** Every sandbox that was started, oldest first. */
  readonly started: readonly StartedSandbox[];
}

export interface StartedSandbox {
  readonly options: SandboxOptions;
  readonly requests: InvocationRequest[];
  stopped: boolean;
}

export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

export const TEST_REGION = 'us-east-1';

/** Sandboxes answer their event; `answers` may take that over, e.g. to hold an invocation open. */
export async function startForTest(
  options: FakeAwsOptions = {},
  answers: (request: InvocationRequest) => Promise<Uint8Array> = (request) => Promise.resolve(request.payload),
): Promise<TestStandIn> {
  let now = Date.UTC(2026, 0, 1);
  const started: StartedSandbox[] = [];
  const fake = await startFakeAws({
    clock: () => now,
    startSandbox(sandboxOptions) {
      const sandbox: StartedSandbox = { options: sandboxOptions, requests: [], stopped: false };
      started.push(sandbox);
      return Promise.resolve({
        async invoke(request): Promise<InvocationReport> {
          sandbox.requests.push(request);
          return { payload: await answers(request), log: `log of ${request.requestId}`, duration: 1, maxMemoryUsed: 1 };
        },
        stop() {
          sandbox.stopped = true;
          return Promise.resolve();
        },
      });
    },
    ...options,
  });
  return {
    ...fake,
    started,
    advance(time) {
      now += time;
    },
    clientOptions: (accessKeyId = 'AKIATEST') => ({
      endpoint: fake.endpoint,
      region: TEST_REGION,
      credentials: { accessKeyId, secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
    [Symbol.asyncDispose]: () => fake.stop(),
  };
}

export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date('1980-01-01T00:00:00') });
}
