import { randomBytes } from 'node:crypto';
import type { InvocationRequest } from './sandbox.ts';

/** What the Runtime API tells of an invocation beside its payload. `deadline` in milliseconds since 1970. */
export function invocationHeaders(request: InvocationRequest, deadline: number, now: Date): Record<string, string> {
  const clientContext = request.clientContext === undefined ? undefined : decodeJson(request.clientContext);
  return {
    'Lambda-Runtime-Deadline-Ms': String(deadline),
    'Lambda-Runtime-Invoked-Function-Arn': request.invokedFunctionArn,
    'Lambda-Runtime-Trace-Id': request.traceId ?? newTraceId(now),
    ...(clientContext === undefined ? {} : { 'Lambda-Runtime-Client-Context': clientContext }),
  };
}

/** Base64 JSON as JSON that an HTTP header may hold; undefined for what is no JSON, which Invoke refuses before. */
function decodeJson(base64: string): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
    return JSON.stringify(value).replace(
      /[^\x20-\x7e]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
