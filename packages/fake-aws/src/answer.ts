import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-error.ts';
import { progress } from './cloudformation/engine/progress.ts';
import { errorReply, internalError, operationOf, serviceOf, throttleError, unknownOperation } from './dispatch.ts';
import type { FaultKind, FaultRule } from './faults.ts';
import { type Caller, callerOf } from './identity.ts';
import { isCodeLocation, serveCode } from './lambda/code-location.ts';
import { accessDenied } from './lambda/function-name.ts';
import type { Operation, ServiceName } from './operation.ts';
import type { WireReply, WireRequest } from './wire.ts';
import type { World } from './world.ts';

/** `cut`: no answer; the connection is to be broken. */
export type Answer = WireReply | 'cut';

interface Asked {
  readonly world: World;
  readonly request: WireRequest;
  readonly requestId: string;
  readonly service: ServiceName;
  readonly operation: Operation;
  readonly caller: Caller;
  readonly faults: readonly FaultRule[];
}

/** Carries out one request: latency, faults, limits and permissions around the operation, and a line in the log. */
export async function answer(world: World, request: WireRequest, requestId: string): Promise<Answer> {
  if (request.method === 'GET' && isCodeLocation(request.path)) return serveCode(world, request.path, request.query);
  const caller = callerOf(request, world.identities);
  const service = serviceOf(request, caller);
  const operation = operationOf(service, request);
  if (caller === undefined) {
    const error = new ApiError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    return errorReply(service, error, request, requestId);
  }
  if (operation === undefined) {
    return errorReply(service, unknownOperation(service, request), request, requestId);
  }
  const faults = world.faults.draw(service, operation.name);
  const asked: Asked = { world, request, requestId, service, operation, caller, faults };
  const time = world.clock();
  await delay(world.settings.latency / 2);
  const outcome = await outcomeOf(asked);
  await delay(world.settings.latency / 2 + (struck(asked, 'slow')?.delay ?? (struck(asked, 'slow') ? 1000 : 0)));
  record(asked, time, outcome.answer, outcome.error);
  return outcome.answer;
}

interface Outcome {
  readonly answer: Answer;
  readonly error?: string;
}

async function outcomeOf(asked: Asked): Promise<Outcome> {
  const { world, request, requestId, service } = asked;
  if (struck(asked, 'reset') !== undefined) return { answer: 'cut' };
  try {
    const reply = await carryOut(asked);
    return { answer: struck(asked, 'lost-answer') === undefined ? reply : 'cut' };
  } catch (error) {
    if (!(error instanceof ApiError)) {
      world.bug(error);
      const internal = internalError(service);
      return { answer: errorReply(service, internal, request, requestId), error: internal.code };
    }
    return { answer: errorReply(service, error, request, requestId), error: error.code };
  }
}

async function carryOut(asked: Asked): Promise<WireReply> {
  const { world, request, requestId, service, operation, caller, faults } = asked;
  const throttle = struck(asked, 'throttle');
  if (throttle !== undefined) throw throttleError(service, throttle.retryAfter);
  if (struck(asked, 'server-error') !== undefined) throw internalError(service);
  const error = struck(asked, 'error');
  if (error !== undefined) throw new ApiError(error.status ?? 400, error.code ?? 'Unknown', error.text ?? '');
  const page = struck(asked, 'page');
  if (page !== undefined) return pageReply(page.status ?? 200);
  const limited = service === 'lambda' && world.settings.limits;
  if (limited && !world.limiter.admit(caller.account, caller.region, operation.name)) throw throttleError(service);
  checkAllowed(asked);
  progress(world);
  return operation.run({ request, caller, world, requestId, faults });
}

/** IAM names some actions differently from the operations (Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:GetLayerVersionByArn': 'lambda:GetLayerVersion',
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListBuckets': 's3:ListAllMyBuckets',
};

function checkAllowed({ service, operation, caller }: Asked): void {
  const named = `${service}:${operation.name}`;
  const action = ACTIONS[named] ?? named;
  if (!caller.denied.includes(action)) return;
  const resource = service === 'lambda' ? `arn:aws:lambda:${caller.region}:${caller.account}:function:` : '';
  const error = accessDenied(caller, action, `${resource}${operation.resource ?? '*'}`);
  throw service === 'lambda' ? error : new ApiError(403, 'AccessDenied', error.message);
}

function pageReply(status: number): WireReply {
  return { status, headers: { 'content-type': 'text/html' }, body: '<html><body>Please sign in</body></html>' };
}

function struck(asked: Asked, kind: FaultKind): FaultRule | undefined {
  return asked.faults.find((fault) => fault.kind === kind);
}

async function delay(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds);
}

function record(asked: Asked, time: number, answered: Answer, error: string | undefined): void {
  const { service, operation, caller, faults } = asked;
  asked.world.calls.add({
    time,
    service,
    operation: operation.name,
    mutating: operation.mutating,
    status: answered === 'cut' ? 0 : answered.status,
    ...(error === undefined ? {} : { error }),
    ...(operation.resource === undefined ? {} : { resource: operation.resource }),
    account: caller.account,
    region: caller.region,
    accessKeyId: caller.accessKeyId,
    faults: faults.map((fault) => fault.kind),
  });
}
