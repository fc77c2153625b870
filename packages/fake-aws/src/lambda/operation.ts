import { ApiError } from '../api-error.ts';
import type { FaultRule } from '../faults.ts';
import type { Fields } from '../fields.ts';
import type { Caller } from '../identity.ts';
import type { WireReply, WireRequest } from '../wire.ts';
import type { World } from '../world.ts';
import { functionArn, parseFunctionName } from './function-name.ts';
import type { FunctionRecord } from './function-store.ts';
import type { FunctionVersion } from './function-version.ts';

/** One call of a Lambda operation. */
export interface LambdaCall {
  readonly request: WireRequest;
  readonly caller: Caller;
  readonly world: World;
  readonly requestId: string;
  readonly operation: string;
  /** The placeholders of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** The faults that strike this call. */
  readonly faults: readonly FaultRule[];
  /** The JSON body; empty for operations without one. */
  readonly fields: Fields;
}

export interface LambdaOperation {
  readonly name: string;
  readonly method: string;
  /** As the SDK's schemas have it, e.g. `/2015-03-31/functions/{FunctionName}/code`. */
  readonly path: string;
  /** What the query must say, where two operations share a path. */
  readonly query?: Readonly<Record<string, string>>;
  readonly mutating: boolean;
  /** The body is the payload, not JSON fields. */
  readonly rawBody?: boolean;
  run(call: LambdaCall): WireReply | Promise<WireReply>;
}

export interface FoundFunction {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  /** As the caller gave it, in the path or the query. */
  readonly qualifier?: string;
}

/** The function and version that the call names, or the error that AWS answers. */
export function findFunction(call: LambdaCall): FoundFunction {
  const action = `lambda:${call.operation === 'Invoke' ? 'InvokeFunction' : call.operation}`;
  const given = call.path.FunctionName ?? '';
  const reference = parseFunctionName(given, call.caller, action, call.request.query.get('Qualifier') ?? undefined);
  const { account, region } = call.caller;
  const record = call.world.functions.get(account, region, reference.name);
  const version = record === undefined ? undefined : resolveQualifier(record, reference.qualifier);
  if (record === undefined || version === undefined)
    throw functionNotFound(functionArn({ account, region, ...reference }));
  return { record, version, ...(reference.qualifier === undefined ? {} : { qualifier: reference.qualifier }) };
}

export function resolveQualifier(record: FunctionRecord, qualifier?: string): FunctionVersion | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return record.latest;
  const alias = record.aliases.get(qualifier);
  const number = alias?.functionVersion ?? qualifier;
  return number === '$LATEST' ? record.latest : record.published.get(number);
}

export function functionNotFound(arn: string): ApiError {
  return new ApiError(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
}

export function invalidParameter(message: string): ApiError {
  return new ApiError(400, 'InvalidParameterValueException', message);
}

/** 412 when the caller's RevisionId is not the present one (UpdateFunctionCode, "RevisionId"). */
export function checkRevision(given: string | undefined, current: string): void {
  if (given === undefined || given === current) return;
  throw new ApiError(
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );
}

/** 409 while another change is under way ("Lambda function states"). */
export function checkSettled(record: FunctionRecord): void {
  const change = record.latest.change;
  if (change === undefined) return;
  const because =
    change.kind === 'create'
      ? 'The function is currently in the following state: Pending'
      : `An update is in progress for resource: ${functionArn(record)}`;
  throw new ApiError(409, 'ResourceConflictException', `The operation cannot be performed at this time. ${because}`);
}

/** Lambda answers at most 50 functions, versions or aliases a call, whatever MaxItems asks. */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
): { readonly items: readonly T[]; readonly NextMarker?: string } {
  const marker = query.get('Marker');
  const start = marker === null || marker === '' ? 0 : readMarker(marker);
  const asked = Number(query.get('MaxItems') ?? 50);
  const size = Number.isInteger(asked) && asked >= 1 ? Math.min(asked, 50) : 50;
  const end = start + size;
  const rest = end < items.length ? { NextMarker: Buffer.from(`from:${end}`).toString('base64') } : {};
  return { items: items.slice(start, end), ...rest };
}

function readMarker(marker: string): number {
  const offset = /^from:(\d+)$/.exec(Buffer.from(marker, 'base64').toString('utf8'))?.[1];
  if (offset === undefined) throw invalidParameter('The Marker is not valid.');
  return Number(offset);
}
