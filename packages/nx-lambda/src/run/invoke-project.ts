/** The `invoke-cloud` target: finds the deployed function, sends the event and tells what came back. */
import { chooseFunction, type Failure, noSuchEvent, type Service } from '@nx-lambda/core';
import { invokedAlias, invokeFunction, locateFunction } from '@nx-lambda/operations';
import { createSourceMapStore, keptMapsFolder, physicalNames } from '@nx-lambda/workspace';
import { EVENT_VARIABLE } from '../plugin/requested-event.ts';
import type { Printer } from '../print/terminal-printer.ts';
import type { CommandContext } from './command-context.ts';
import { commandEnvironment } from './command-environment.ts';
import { artifactFolder, awsPorts, builtManifest } from './deploy-ports.ts';
import { readEventPayload, readStandardInput } from './event-payload.ts';
import { onInterruption } from './interruption.ts';
import { invokePrinter } from './invoke-printer.ts';
import { commandWorkspace, readProjectServices } from './project-services.ts';

export interface InvokeOptions {
  readonly environment?: string;
  readonly function?: string;
  readonly event?: string;
  readonly payload?: string;
  readonly qualifier?: string;
  readonly async?: boolean;
  readonly output?: 'text' | 'json' | 'payload';
  readonly region?: string;
}

/** True when the function answered without an error, or an asynchronous event was accepted. */
export async function invokeProject(options: InvokeOptions, context: CommandContext): Promise<boolean> {
  const printer = invokePrinter({ command: 'invoke-cloud', output: options.output, repeated: false }, context);
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  const interruption = onInterruption();
  try {
    const invoked = await invoke(project, options, context, printer, interruption.signal);
    if (!invoked.ok && !invoked.told)
      printer.print({ type: 'invoke-failed', service: project, failures: invoked.failures });
    return invoked.ok && invoked.answered;
  } finally {
    printer.end();
    interruption.release();
  }
}

type Invoked =
  | { readonly ok: true; readonly answered: boolean }
  /** `told`: the failures are on the event stream already. */
  | { readonly ok: false; readonly failures: readonly Failure[]; readonly told: boolean };

async function invoke(
  project: string,
  options: InvokeOptions,
  context: CommandContext,
  printer: Printer,
  signal: AbortSignal,
): Promise<Invoked> {
  const refuse = (failures: readonly Failure[]): Invoked => ({ ok: false, failures, told: false });
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return refuse(workspace.failures);
  const { targetNames } = workspace.value.options;
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return refuse(environment.failures);
  const [service] = await readProjectServices([project], workspace.value, context);
  if (service === undefined) throw new Error('readProjectServices answers for each project');
  if (service.failures.length > 0) return refuse(service.failures);
  const unknown = unknownEvent(service, context);
  if (unknown !== undefined) return refuse([unknown]);
  const sent = await readEventPayload(service, options, workspace.value.root, readStandardInput);
  if (!sent.ok) return refuse(sent.failures);
  const { event, payload } = sent.value;
  const fn = chooseFunction(service, {
    ...(options.function === undefined ? {} : { functionName: options.function }),
    ...(event === undefined ? {} : { event }),
  });
  if (!fn.ok) return refuse(fn.failures);

  const aws = awsPorts(options.region, workspace.value, environment.value.account);
  try {
    const caller = await aws.identity.callerIdentity(signal);
    if (!caller.ok) return refuse(caller.failures);
    const place = {
      environment: environment.value.name,
      accountId: caller.value.accountId,
      region: caller.value.region,
      stackNameOption: workspace.value.options.stackName,
    };
    const located = await locateFunction(
      service,
      fn.value,
      place,
      { lambda: aws.lambda, stacks: aws.stacks, names: physicalNames(workspace.value.cacheFolder) },
      signal,
    );
    if (!located.ok) return refuse(located.failures);
    const manifest = await builtManifest(workspace.value, service.name, fn.value.logicalId);
    const alias = invokedAlias(service, fn.value, place);
    const report = await invokeFunction(
      {
        service: service.name,
        logicalId: fn.value.logicalId,
        physicalName: located.value,
        environment: environment.value.name,
        caller: caller.value,
        ...(options.qualifier === undefined ? {} : { qualifier: options.qualifier }),
        ...(alias === undefined ? {} : { alias }),
        async: options.async === true,
        payload,
        ...(manifest.ok && manifest.value !== undefined ? { builtCodeSha256: manifest.value.codeSha256 } : {}),
        commands: {
          build: `nx run ${service.name}:${targetNames.build}`,
          deployFeature: `nx run ${service.name}:${targetNames.deployFeature}`,
        },
      },
      {
        lambda: aws.lambda,
        sourceMaps: createSourceMapStore(
          artifactFolder(workspace.value, service.name),
          keptMapsFolder(workspace.value.cacheFolder),
        ),
      },
      (event) => printer.print(event),
      signal,
    );
    if (!report.ok) return { ok: false, failures: report.failures, told: true };
    return { ok: true, answered: report.value.kind !== 'function-error' };
  } finally {
    aws.close();
  }
}

/** A configuration that was asked for and that the target does not have. */
export function unknownEvent(service: Service, context: CommandContext): Failure | undefined {
  const requested = context.direct === undefined ? process.env[EVENT_VARIABLE] : context.direct.event;
  const known = context.target?.configurations ?? {};
  return requested === undefined || requested in known ? undefined : noSuchEvent(service, requested);
}
