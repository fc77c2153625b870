import { ApiError } from '../api-error.ts';
import { emptyReply, header, type WireReply } from '../wire.ts';
import { functionArn } from './function-name.ts';
import { serving } from './function-version.ts';
import {
  type FoundFunction,
  findFunction,
  invalidParameter,
  type LambdaCall,
  type LambdaOperation,
} from './operation.ts';

/** Bytes. Lambda quotas, "Invocation payload": 6 MB each for request and response, synchronous; 1 MB asynchronous. */
const SYNCHRONOUS_LIMIT = 6_291_456;
const ASYNCHRONOUS_LIMIT = 1_048_576;
/** "LogType … Tail to include the execution log": the last 4 KB. */
const LOG_TAIL = 4096;

export const invoke: LambdaOperation = {
  name: 'Invoke',
  method: 'POST',
  path: '/2015-03-31/functions/{FunctionName}/invocations',
  mutating: false,
  rawBody: true,
  async run(call) {
    const found = findFunction(call);
    const type = header(call.request, 'x-amz-invocation-type') ?? 'RequestResponse';
    if (!['RequestResponse', 'Event', 'DryRun'].includes(type)) {
      throw invalidParameter(
        `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
      );
    }
    checkPayload(call.request.body, type);
    if (type === 'DryRun') return emptyReply(204, { 'x-amz-executed-version': found.version.version });
    if (type === 'Event') {
      // Runs after the answer; a failure of it reaches nobody, as in Lambda without a destination.
      start(call, found).catch(() => undefined);
      return emptyReply(202);
    }
    return answer(call, found);
  },
};

async function answer(call: LambdaCall, found: FoundFunction): Promise<WireReply> {
  const report = await start(call, found);
  const tail = header(call.request, 'x-amz-log-type') === 'Tail';
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': found.version.version,
      ...(report.functionError === undefined ? {} : { 'x-amz-function-error': report.functionError }),
      ...(tail ? { 'x-amz-log-result': Buffer.from(report.log).subarray(-LOG_TAIL).toString('base64') } : {}),
    },
    body: report.payload,
  };
}

async function start(call: LambdaCall, { record, version, qualifier }: FoundFunction) {
  const deployed = serving(version);
  if (deployed === undefined && version.deployed.settings.snapStart === true && version.version !== '$LATEST') {
    // SDK type SnapStartNotReadyException.
    throw new ApiError(
      409,
      'SnapStartNotReadyException',
      'Lambda is initializing your function. You can invoke the function when the function state becomes Active.',
    );
  }
  if (deployed === undefined) {
    throw new ApiError(
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  if (deployed.settings.packageType === 'Image') {
    throw new ApiError(502, 'InvalidRuntimeException', 'The stand-in runs functions packaged as a zip, not images.');
  }
  const { body } = call.request;
  const clientContext = header(call.request, 'x-amz-client-context');
  const traceId = header(call.request, 'x-amzn-trace-id');
  record.invocations += 1;
  try {
    return await call.world.sandboxes.invoke(record, version.version, deployed, {
      requestId: call.requestId,
      payload: body.length === 0 ? Buffer.from('{}') : body,
      invokedFunctionArn: functionArn({ ...record, ...(qualifier === undefined ? {} : { qualifier }) }),
      ...(clientContext === undefined ? {} : { clientContext }),
      ...(traceId === undefined ? {} : { traceId }),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ApiError(502, 'InvalidRuntimeException', message);
  }
}

function checkPayload(payload: Uint8Array, type: string): void {
  const limit = type === 'Event' ? ASYNCHRONOUS_LIMIT : SYNCHRONOUS_LIMIT;
  if (payload.length > limit) {
    throw new ApiError(
      413,
      'RequestTooLargeException',
      `${payload.length} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
    );
  }
  if (payload.length === 0) return;
  try {
    JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ApiError(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${why}`,
    );
  }
}
