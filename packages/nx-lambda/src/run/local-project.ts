/** The `invoke-local` target: runs a function's code here, with what the deployed function has. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  chooseFunction,
  type Emit,
  type Failure,
  failed,
  type LambdaFunction,
  type Result,
  type Service,
} from '@nx-lambda/core';
import {
  followFunction,
  type InvokeLocalRequest,
  invokeLocal,
  type LocalFunction,
  locateFunction,
  readLocalFunction,
  watchLocal,
} from '@nx-lambda/operations';
import { layerFolders, localCode, physicalNames, watchChanges } from '@nx-lambda/workspace';
import type { CommandContext } from './command-context.ts';
import { commandEnvironment } from './command-environment.ts';
import { freePort } from './debugger-port.ts';
import { awsPorts } from './deploy-ports.ts';
import { type EventPayload, readEventPayload, readStandardInput } from './event-payload.ts';
import { onInterruption } from './interruption.ts';
import { invokePrinter } from './invoke-printer.ts';
import { unknownEvent } from './invoke-project.ts';
import { createLocalRuntime } from './local-runtime.ts';
import { type CommandWorkspace, commandWorkspace, readProjectServices } from './project-services.ts';
import { userCacheFolder } from './user-cache-folder.ts';
import { watchedDefinitions } from './watched-definitions.ts';

export interface LocalOptions {
  readonly environment?: string;
  readonly function?: string;
  readonly event?: string;
  readonly payload?: string;
  readonly credentials?: 'role' | 'own';
  readonly packages?: 'as-built' | 'external';
  readonly watch?: boolean;
  /** A port of 127.0.0.1. */
  readonly inspect?: number;
  readonly output?: 'text' | 'json' | 'payload';
  readonly region?: string;
}

/** True when the function answered without an error, or when a watch was ended by the user. */
export async function runLocalProject(options: LocalOptions, context: CommandContext): Promise<boolean> {
  const { output, watch } = options;
  const printer = invokePrinter({ command: 'invoke-local', output, repeated: watch === true }, context);
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  const interruption = onInterruption();
  try {
    const ran = await run(project, options, context, (event) => printer.print(event), interruption.signal);
    if (ran.kind === 'refused') printer.print({ type: 'invoke-failed', service: project, failures: ran.failures });
    return ran.kind === 'ran' && ran.answered;
  } finally {
    printer.end();
    interruption.release();
  }
}

type Ran =
  | { readonly kind: 'ran'; readonly answered: boolean }
  /** The failures are not on the event stream yet. */
  | { readonly kind: 'refused'; readonly failures: readonly Failure[] };

async function run(
  project: string,
  options: LocalOptions,
  context: CommandContext,
  emit: Emit,
  signal: AbortSignal,
): Promise<Ran> {
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return refused(workspace.failures);
  const [service] = await readProjectServices([project], workspace.value, context);
  if (service === undefined) throw new Error('readProjectServices answers for each project');
  if (service.failures.length > 0) return refused(service.failures);
  const unknown = unknownEvent(service, context);
  if (unknown !== undefined) return refused([unknown]);
  const chosen = await choose(service, options, workspace.value, signal);
  if (!chosen.ok) return refused(chosen.failures);

  const { root } = workspace.value;
  const { fn, payload } = chosen.value;
  const codeOf = (meant: LambdaFunction) =>
    localCode({
      workspaceRoot: root,
      function: meant,
      packages: options.packages ?? 'as-built',
      repeated: options.watch === true,
      forDebugger: options.inspect !== undefined,
    });
  const onMessage = (text: string) => emit({ type: 'local-debugger', service: service.name, text });
  const runtime = createLocalRuntime({
    environment: process.env,
    ...(options.inspect === undefined ? {} : { inspect: { port: options.inspect, onMessage } }),
  });
  const requestOf = (handler: () => string): InvokeLocalRequest => ({
    service: service.name,
    logicalId: fn.logicalId,
    read: () => readDeployed(service, { ...fn, handler: handler() }, options, workspace.value, signal),
    payload: async () => {
      const read = await payload();
      return read.ok ? { ok: true, value: read.value.payload } : read;
    },
    newRequestId: randomUUID,
  });
  if (options.watch !== true) {
    const code = codeOf(fn);
    try {
      const report = await invokeLocal(
        requestOf(() => fn.handler),
        { code, runtime },
        emit,
        signal,
      );
      return { kind: 'ran', answered: report.ok && report.value.kind !== 'function-error' };
    } finally {
      await code.remove();
    }
  }
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return refused(environment.failures);
  const { code, handler, definition } = followFunction(
    {
      service,
      function: fn,
      environment: environment.value.name,
      provisionTarget: workspace.value.options.targetNames.provisionFeature,
    },
    {
      readService: async () => (await readProjectServices([project], workspace.value, context))[0],
      code: codeOf,
      ...watchedDefinitions(root),
    },
  );
  try {
    const { payloadFiles } = chosen.value;
    const watched = { ...requestOf(handler), folder: service.root, payloadFiles, now: Date.now };
    const ports = { code, runtime, definition, changes: watchChanges(root) };
    const ended = await watchLocal(watched, ports, emit, signal);
    return { kind: 'ran', answered: ended.ok };
  } finally {
    await code.remove();
  }
}

interface Chosen {
  readonly fn: LambdaFunction;
  /** Reads it anew each time, but standard input only once. */
  readonly payload: () => Promise<Result<EventPayload>>;
  readonly payloadFiles: readonly string[];
}

/** All that can be wrong with what was asked, before anything is built or AWS is asked. */
async function choose(
  service: Service,
  options: LocalOptions,
  { root }: CommandWorkspace,
  signal: AbortSignal,
): Promise<Result<Chosen>> {
  if (options.watch === true && options.inspect !== undefined) {
    return failed({
      code: 'NXL-INVOKE-INSPECT-WATCH',
      message: 'Both --watch and --inspect were given, and a debugger needs one process that stays.',
      advice: 'Leave one of them away.',
    });
  }
  if (options.inspect !== undefined) {
    const port = await freePort(options.inspect);
    if (!port.ok) return port;
  }
  const first = await readEventPayload(service, options, root, readStandardInput);
  if (!first.ok) return first;
  signal.throwIfAborted();
  const { event, payload } = first.value;
  const fn = chooseFunction(service, {
    ...(options.function === undefined ? {} : { functionName: options.function }),
    ...(event === undefined ? {} : { event }),
  });
  if (!fn.ok) return fn;
  const path = payload.origin.kind === 'file' ? payload.origin.path : undefined;
  return {
    ok: true,
    value: {
      fn: fn.value,
      payload:
        path === undefined ? async () => first : () => readEventPayload(service, options, root, readStandardInput),
      // A path starts from the workspace's root, else from the service's folder.
      payloadFiles: path === undefined ? [] : [path, `${service.root}/${path}`],
    },
  };
}

/** The function as it is deployed, and credentials for it. */
async function readDeployed(
  service: Service,
  fn: LambdaFunction,
  options: LocalOptions,
  workspace: CommandWorkspace,
  signal: AbortSignal,
): Promise<Result<LocalFunction>> {
  const environment = commandEnvironment(options.environment, workspace);
  if (!environment.ok) return environment;
  const aws = awsPorts(options.region, workspace, environment.value.account);
  try {
    const caller = await aws.identity.callerIdentity(signal);
    if (!caller.ok) return caller;
    const place = {
      environment: environment.value.name,
      accountId: caller.value.accountId,
      region: caller.value.region,
      stackNameOption: workspace.options.stackName,
    };
    const names = physicalNames(workspace.cacheFolder);
    const located = await locateFunction(service, fn, place, { lambda: aws.lambda, stacks: aws.stacks, names }, signal);
    if (!located.ok) return located;
    return await readLocalFunction(
      {
        physicalName: located.value,
        handler: fn.handler,
        environment: environment.value.name,
        caller: caller.value,
        credentials: options.credentials ?? 'role',
        nodeVersion: process.version,
        invokeCloud: `nx run ${service.name}:${workspace.options.targetNames.invokeCloud}`,
      },
      {
        settings: aws.functionSettings,
        role: aws.role,
        layers: aws.layers,
        layerCode: aws.layerCode,
        layerFolders: layerFolders(join(userCacheFolder(process.env), 'layers')),
      },
      signal,
    );
  } finally {
    aws.close();
  }
}

function refused(failures: readonly Failure[]): Ran {
  return { kind: 'refused', failures };
}
