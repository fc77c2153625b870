/** Reads what a presigned address leads to. Whoever knows such an address can read it: it is in no message. */
import { createHash } from 'node:crypto';

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
  } catch (error) {
    // The error's text may quote the address.
    return error instanceof Error && error.name === 'TimeoutError' ? 'it took too long' : 'the connection failed';
  }
}

async function read(location: string, maxSize: number, signal: AbortSignal): Promise<Uint8Array | string> {
  const answer = await fetch(location, { signal, redirect: 'error' });
  const { body } = answer;
  const size = Number(answer.headers.get('content-length') ?? 0);
  const refused = answer.ok ? (size > maxSize ? 'it is too large' : undefined) : `the answer was ${answer.status}`;
  if (refused !== undefined || body === null) {
    await body?.cancel();
    return refused ?? 'the answer was empty';
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maxSize) return 'it is too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
