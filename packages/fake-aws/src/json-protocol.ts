import type { ApiError } from './api-error.ts';
import { type Fields, parseFields } from './fields.ts';
import type { Caller } from './identity.ts';
import type { Operation, ServiceName } from './operation.ts';
import { header, jsonReply, type WireReply, type WireRequest } from './wire.ts';
import type { World } from './world.ts';

/** AWS's JSON 1.1 protocol: the header X-Amz-Target names the operation. SSM and Secrets Manager speak it. */
export interface JsonCall {
  readonly fields: Fields;
  readonly caller: Caller;
  readonly world: World;
}

export interface JsonAction {
  readonly mutating: boolean;
  /** The member that names what it is about. */
  readonly resource: string;
  run(call: JsonCall): object;
}

export function jsonOperation(
  service: ServiceName,
  actions: ReadonlyMap<string, JsonAction>,
  request: WireRequest,
): Operation | undefined {
  const name = targetOf(request);
  const action = actions.get(name);
  if (action === undefined) return undefined;
  const { [action.resource]: resource } = softFields(request);
  return {
    service,
    name,
    mutating: action.mutating,
    ...(typeof resource === 'string' ? { resource } : {}),
    run({ caller, world }) {
      const result = action.run({ fields: parseFields(request.body), caller, world });
      return jsonReply(200, result, { 'content-type': 'application/x-amz-json-1.1' });
    },
  };
}

/** The operation's name, without the version before it. */
export function targetOf(request: WireRequest): string {
  return (header(request, 'x-amz-target') ?? '').split('.').at(-1) ?? '';
}

export function jsonError(error: ApiError): WireReply {
  const body = { __type: error.code, message: error.message };
  return jsonReply(error.status, body, { 'x-amzn-errortype': error.code, ...error.headers });
}

/** What a broken body asks for is told when it is carried out. */
function softFields(request: WireRequest): Fields {
  try {
    return parseFields(request.body);
  } catch {
    return {};
  }
}
