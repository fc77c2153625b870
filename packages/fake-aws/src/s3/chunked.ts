import { ApiError } from '../api-error.ts';
import { header, type WireRequest } from '../wire.ts';

export interface DecodedBody {
  readonly body: Uint8Array;
  /** By lower-case name. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Undoes `aws-chunked`: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n` up to a chunk of size 0, then trailing
 * headers. Source: S3 API reference, "Signature calculations … trailing headers". Clients send it for streams.
 */
export function decodeBody(request: WireRequest): DecodedBody {
  const sha = header(request, 'x-amz-content-sha256') ?? '';
  if (!sha.startsWith('STREAMING-')) return { body: request.body, trailers: {} };
  const source = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = source.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(source.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw incomplete();
    at = lineEnd + 2;
    if (size === 0) break;
    if (at + size > source.length) throw incomplete();
    chunks.push(source.subarray(at, at + size));
    at += size + 2;
  }
  const body = Buffer.concat(chunks);
  const expected = header(request, 'x-amz-decoded-content-length');
  if (expected !== undefined && Number(expected) !== body.length) throw incomplete();
  return { body, trailers: readTrailers(source.toString('latin1', at)) };
}

function readTrailers(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function incomplete(): ApiError {
  return new ApiError(
    400,
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
