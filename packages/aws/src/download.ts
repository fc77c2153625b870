/** Reads what a presigned address leads to. Whoever knows such an address can read it: it is in no message. */
import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Download {
  readonly location: string;
  /** Base64 SHA-256 that what comes must have. */
  readonly codeSha256: string;
  /** Bytes. */
  readonly maxSize: number;
  readonly signal: AbortSignal;
}

/** A text says why not. */
export async function download({ location, codeSha256, maxSize, signal }: Download): Promise<Uint8Array | string> {
  try {
    const bytes = await read(location, maxSize, signal);
    if (typeof bytes === 'string') return bytes;
    return createHash('sha256').update(bytes).digest('base64') === codeSha256 ? bytes : 'what came is other code';
  } catch {
    // The error's text may quote the address.
    const { reason } = signal;
    return reason instanceof Error && reason.name === 'TimeoutError' ? 'it took too long' : 'the connection failed';
  }
}

/** The SDK has loaded these modules already, whereas the first `fetch` of a process loads a client of its own. */
function answerOf(location: string, signal: AbortSignal): Promise<IncomingMessage> {
  const request = new URL(location).protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept would hold the process.
    request(location, { signal, agent: false }, resolve).on('error', reject).end();
  });
}

/** A redirection is not followed: AWS's addresses are where the code is. */
async function read(location: string, maxSize: number, signal: AbortSignal): Promise<Uint8Array | string> {
  const answer = await answerOf(location, signal);
  const size = Number(answer.headers['content-length'] ?? 0);
  const refused = answer.statusCode === 200 ? undefined : `the answer was ${answer.statusCode}`;
  if (refused !== undefined || size > maxSize) {
    answer.destroy();
    return refused ?? 'it is too large';
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > maxSize) return 'it is too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
