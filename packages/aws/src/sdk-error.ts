/** What can be read off an error of the SDK, whatever its class: the classes differ between clients. */

export interface SdkError {
  /** As AWS or the SDK names it, `AccessDeniedException`; never empty. */
  readonly name: string;
  /** Node's code for network errors, `ECONNREFUSED`. */
  readonly code?: string;
  readonly status?: number;
  /** Whether the answer was a page for people. */
  readonly isPage: boolean;
  /** Made safe to show: one line, no query strings, no key ids. */
  readonly text: string;
  /** The message as it came, only to be searched, never to be shown. */
  readonly raw: string;
  readonly attempts?: number;
  readonly hostname?: string;
}

export function readError(error: unknown): SdkError {
  const raw = textField(error, 'message') ?? '';
  const cause = error instanceof AggregateError ? error.errors[0] : field(error, 'cause');
  const code = textField(error, 'code') ?? textField(cause, 'code');
  const metadata = field(error, '$metadata');
  const status = numberField(metadata, 'httpStatusCode');
  const attempts = numberField(metadata, 'attempts');
  const hostname = textField(error, 'hostname') ?? textField(error, 'address');
  return {
    name: textField(error, 'name') || 'Error',
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    isPage: isPage(error),
    text: safeText(raw),
    raw,
    ...(attempts !== undefined && { attempts }),
    ...(hostname !== undefined && { hostname }),
  };
}

/** The SDK keeps the answer beside the error. Parsers of XML take a page for an answer without anything in it. */
function isPage(error: unknown): boolean {
  const type = textField(field(field(error, '$response'), 'headers'), 'content-type');
  return type?.startsWith('text/html') === true;
}

const MAX_TEXT = 300;

/** One line without what could be a secret: query strings (presigned URLs), access key ids, long opaque tokens. */
export function safeText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, '$1?…')
    .replaceAll(/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}\b/g, '…')
    .replaceAll(/[A-Za-z0-9+/=_-]{100,}/g, '…')
    .trim()
    .slice(0, MAX_TEXT);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}

function numberField(value: unknown, name: string): number | undefined {
  const found = field(value, name);
  return typeof found === 'number' ? found : undefined;
}
