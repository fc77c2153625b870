import { ApiError } from '../api-error.ts';
import { emptyReply, jsonReply, type WireReply, type WireRequest } from '../wire.ts';
import type { Control } from './control.ts';
import { readCallers, readCallFilter, readFaults, readFunctionSeed, readSettings, readStackSeed } from './read.ts';

const PREFIX = '/_nx-lambda';

type Route = (control: Control, request: WireRequest) => WireReply | Promise<WireReply>;

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /stacks': (control, request) => jsonReply(201, control.seedStack(readStackSeed(request.body))),
  'POST /functions': (control, request) => jsonReply(201, control.seedFunction(readFunctionSeed(request.body))),
  'GET /functions': (control) => jsonReply(200, control.functions()),
  'GET /settings': (control) => jsonReply(200, control.settings()),
  'POST /settings': (control, request) => {
    control.change(readSettings(request.body));
    return jsonReply(200, control.settings());
  },
  'POST /faults': (control, request) => {
    control.setFaults(readFaults(request.body));
    return emptyReply(204);
  },
  'POST /callers': (control, request) => {
    for (const [accessKeyId, seed] of Object.entries(readCallers(request.body))) control.setCaller(accessKeyId, seed);
    return emptyReply(204);
  },
  'GET /calls': (control, request) => jsonReply(200, control.calls.list(readCallFilter(request.query))),
  'GET /calls/counts': (control) => jsonReply(200, control.calls.counts()),
  'DELETE /calls': (control) => {
    control.calls.reset();
    return emptyReply(204);
  },
  'POST /idle': async (control) => {
    await control.idle();
    return emptyReply(204);
  },
};

export function isControlPath(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

/** JSON in and out; no latency, no faults, and not in the log of calls. */
export async function controlReply(control: Control, request: WireRequest): Promise<WireReply> {
  const route = `${request.method} ${request.path.slice(PREFIX.length)}`;
  const name = /^GET \/functions\/([^/]+)$/.exec(route)?.[1];
  try {
    if (name !== undefined) return functionReply(control, decodeURIComponent(name), request.query);
    const run = ROUTES[route];
    if (run === undefined) return jsonReply(404, { message: `No such control operation. There are: ${routeNames()}` });
    return await run(control, request);
  } catch (error) {
    if (error instanceof ApiError) return jsonReply(400, { message: error.message });
    throw error;
  }
}

function functionReply(control: Control, name: string, query: URLSearchParams): WireReply {
  const account = query.get('account');
  const region = query.get('region');
  const facts = control.functionFacts(name, {
    ...(account === null ? {} : { account }),
    ...(region === null ? {} : { region }),
  });
  return facts === undefined ? jsonReply(404, { message: `No function ${name}.` }) : jsonReply(200, facts);
}

function routeNames(): string {
  return [...Object.keys(ROUTES), 'GET /functions/{name}'].join(', ');
}
