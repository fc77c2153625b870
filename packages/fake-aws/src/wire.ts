import type { IncomingHttpHeaders } from 'node:http';

/** One HTTP request as the services see it: read to its end, its path still percent-encoded. */
export interface WireRequest {
  readonly method: string;
  /** Without the query; percent-encoded as sent, for S3 keys and ARNs hold encoded slashes. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A header's one value; Node joins repeated headers, save for a few that come as lists. */
export function header(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

export function jsonReply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): WireReply {
  return { status, headers, body: '' };
}
