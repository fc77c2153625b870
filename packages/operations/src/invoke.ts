/**
 * Invoke one deployed function and tell what came of it: its answer or error, its log lines and its figures.
 * The function is read once before, so that the report names the account, and says when the code that answered is not
 * the code that is built here.
 */
import {
  type CallerIdentity,
  type CodeCommands,
  checkPayload,
  codeNotice,
  type DeployedFunction,
  type Emit,
  ENVIRONMENT_TAG,
  type Failure,
  type Failures,
  failed,
  type InvokeAnswer,
  type InvokeReport,
  type LambdaPort,
  mapFrames,
  type Notice,
  namesDeployedCode,
  type Payload,
  parseLogTail,
  type Result,
  readFunctionError,
  type SourceLookup,
  type SourceMapPort,
  success,
} from '@nx-lambda/core';

export interface InvokeFunctionRequest {
  readonly service: string;
  readonly logicalId: string;
  readonly physicalName: string;
  /** The feature environment's name: a function of another one is invoked with a notice. */
  readonly environment: string;
  /** Who calls: the report's account and region where the function itself could not be read. */
  readonly caller: CallerIdentity;
  /** A version or an alias that was asked for. */
  readonly qualifier?: string;
  /** Invoked where none was asked for and it is there, because events go through it; else `$LATEST`. */
  readonly alias?: string;
  readonly async: boolean;
  readonly payload: Payload;
  /** From the manifest of the artifact that is built here; absent: nothing is built. */
  readonly builtCodeSha256?: string;
  /** For messages. */
  readonly commands: CodeCommands;
}

export interface InvokePorts {
  readonly lambda: Pick<LambdaPort, 'getFunction' | 'invoke'>;
  readonly sourceMaps: SourceMapPort;
}

/** A failure means that nothing was invoked or nothing answered; the function's own error is a report. All is emitted too. */
export async function invokeFunction(
  asked: InvokeFunctionRequest,
  ports: InvokePorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<InvokeReport>> {
  const { service, logicalId, physicalName } = asked;
  const tellFailure = (failures: Failures): Result<InvokeReport> => {
    emit({ type: 'invoke-failed', service, failures });
    return failed(...failures);
  };

  const payload = checkPayload(asked.payload, { async: asked.async });
  if (!payload.ok) return tellFailure(payload.failures);
  const { request, read } = await readInvoked(asked, ports, signal);
  const { qualifier } = request;
  if (read.ok && read.value === undefined) return tellFailure([notDeployed(request)]);

  const deployed = read.ok ? read.value : undefined;
  const foreign = foreignNotice(request, deployed);
  if (foreign !== undefined) emit({ type: 'notice', service, notice: foreign });

  emit({ type: 'invoke-started', service, logicalId, physicalName, caller: request.caller });
  const answer = await ports.lambda.invoke(
    {
      name: physicalName,
      payload: payload.value,
      async: request.async,
      ...(qualifier === undefined ? {} : { qualifier }),
    },
    signal,
  );
  if (!answer.ok) return tellFailure(answer.failures);

  const notice = codeNotice(
    {
      built: request.builtCodeSha256,
      deployed: deployed?.codeSha256,
      ...(read.ok ? {} : { reason: read.failures[0].message }),
    },
    request.commands,
  );
  const lookup = await sourcesOf(answer.value, deployed, ports.sourceMaps);
  const report = makeReport(request, deployed, answer.value, lookup, notice);
  emit({ type: 'invoke-finished', report });
  return success(report);
}

/** The function as it will be invoked: an alias that nobody asked for and that is not there gives way. */
async function readInvoked(
  asked: InvokeFunctionRequest,
  { lambda }: InvokePorts,
  signal: AbortSignal | undefined,
): Promise<{ readonly request: InvokeFunctionRequest; readonly read: Result<DeployedFunction | undefined> }> {
  const { physicalName, alias, qualifier = alias } = asked;
  const read = await lambda.getFunction(qualified(physicalName, qualifier), signal);
  if (qualifier === undefined || asked.qualifier !== undefined) return { request: asked, read };
  if (read.ok && read.value === undefined) {
    return { request: asked, read: await lambda.getFunction(physicalName, signal) };
  }
  return { request: { ...asked, qualifier }, read };
}

/** GetFunction takes a version or an alias as part of the name. */
function qualified(name: string, qualifier: string | undefined): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}

function notDeployed(request: InvokeFunctionRequest): Failure {
  const { physicalName, qualifier, caller } = request;
  return {
    code: 'NXL-INVOKE-NOT-DEPLOYED',
    message: `There is no function ${qualified(physicalName, qualifier)} in account ${caller.accountId}, region ${caller.region}.`,
    advice:
      qualifier === undefined
        ? `Create the environment ${request.environment} first, or name another one with --environment.`
        : 'Check --qualifier, and that the environment exists.',
  };
}

function foreignNotice(request: InvokeFunctionRequest, deployed: DeployedFunction | undefined): Notice | undefined {
  if (deployed === undefined || deployed.tags.kind === 'unreadable') return undefined;
  const owner = deployed.tags.tags[ENVIRONMENT_TAG];
  if (owner === request.environment) return undefined;
  // Tags belong to the function: an answer about one of its versions may come without them.
  if (owner === undefined && request.qualifier !== undefined) return undefined;
  return {
    code: 'NXL-INVOKE-FOREIGN',
    message:
      owner === undefined
        ? `${request.physicalName} is not tagged as part of any feature environment.`
        : `${request.physicalName} belongs to the feature environment ${owner}, not to ${request.environment}.`,
    advice: 'Make sure that this is the function you mean: invoking it has its real effects.',
  };
}

/** Source maps are read only where the answer names places in deployed code. */
async function sourcesOf(
  answer: InvokeAnswer,
  deployed: DeployedFunction | undefined,
  sourceMaps: SourceMapPort,
): Promise<SourceLookup | undefined> {
  if (deployed === undefined) return undefined;
  const inError = answer.functionError !== undefined && namesDeployedCode(textOf(answer.payload));
  return inError || namesDeployedCode(answer.logTail ?? '') ? sourceMaps.load(deployed.codeSha256) : undefined;
}

function makeReport(
  request: InvokeFunctionRequest,
  deployed: DeployedFunction | undefined,
  answer: InvokeAnswer,
  lookup: SourceLookup | undefined,
  notice: string | undefined,
): InvokeReport {
  const log = parseLogTail(answer.logTail ?? '');
  const requestId = answer.requestId ?? log.requestId;
  const payload = request.async ? undefined : textOf(answer.payload);
  const isError = answer.functionError !== undefined;
  return {
    schema: 1,
    command: 'invoke-cloud',
    service: request.service,
    logicalId: request.logicalId,
    physicalName: request.physicalName,
    accountId: deployed?.accountId ?? request.caller.accountId,
    region: deployed?.region ?? request.caller.region,
    ...(request.qualifier === undefined ? {} : { qualifier: request.qualifier }),
    kind: request.async ? 'accepted' : isError ? 'function-error' : 'result',
    ...(requestId === undefined ? {} : { requestId }),
    ...(payload === undefined ? {} : { payload }),
    ...(isError ? { error: readFunctionError(textOf(answer.payload), lookup) } : {}),
    logLines: lookup === undefined ? log.lines : log.lines.map((line) => mapFrames(line, lookup).text),
    logTruncated: log.truncated,
    ...(log.usage === undefined ? {} : { usage: log.usage }),
    ...(notice === undefined ? {} : { codeNotice: notice }),
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
