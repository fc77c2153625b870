import type { ApiError } from './api-error.ts';
import type { WireReply } from './wire.ts';
import { type XmlNode, xml } from './xml.ts';

/** AWS's query protocol: a form with Action and Version in, XML out. STS and CloudFormation speak it. */
export interface QueryService {
  readonly namespace: string;
}

export function queryReply(service: QueryService, action: string, result: XmlNode, requestId: string): WireReply {
  const body: XmlNode = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: xml(`${action}Response`, body, service.namespace),
  };
}

export function queryError(service: QueryService, error: ApiError, requestId: string): WireReply {
  const body: XmlNode = {
    Error: { Type: error.status >= 500 ? 'Receiver' : 'Sender', Code: error.code, Message: error.message },
    RequestId: requestId,
  };
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', ...error.headers },
    body: xml('ErrorResponse', body, service.namespace),
  };
}

export function formOf(body: Uint8Array, query: URLSearchParams): URLSearchParams {
  return query.has('Action') ? query : new URLSearchParams(Buffer.from(body).toString('utf8'));
}
