/** The `invoke-cloud` target: finds the deployed function, sends the event and tells what came back. */
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  chooseFunction,
  defaultPayload,
  type Failure,
  failed,
  type Payload,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';
import { invokeFunction, locateFunction } from '@nx-lambda/operations';
import { createSourceMapStore, physicalNames } from '@nx-lambda/workspace';
import { createJsonPrinter, createPayloadPrinter } from '../print/json-printer.ts';
import { createTerminalPrinter, type Printer } from '../print/terminal-printer.ts';
import { commandEnvironment } from './command-environment.ts';
import { processStyle, writeOut } from './command-output.ts';
import { artifactFolder, awsPorts, builtManifest } from './deploy-ports.ts';
import { onInterruption } from './interruption.ts';
import { type CommandWorkspace, commandWorkspace, readProjectServices } from './project-services.ts';

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
export async function invokeProject(options: InvokeOptions, context: ExecutorContext): Promise<boolean> {
  const printer = printerFor(options.output ?? 'text');
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
  context: ExecutorContext,
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
  const event = options.event === undefined ? undefined : await findEvent(options.event, service, workspace.value);
  if (event?.ok === false) return refuse(event.failures);
  const fn = chooseFunction(service, {
    ...(options.function === undefined ? {} : { functionName: options.function }),
    ...(event === undefined ? {} : { event: event.value.name }),
  });
  if (!fn.ok) return refuse(fn.failures);
  const payload = await readPayload(options.payload, event?.value);
  if (!payload.ok) return refuse(payload.failures);

  const aws = awsPorts(options.region, workspace.value);
  try {
    const caller = await aws.identity.callerIdentity(signal);
    if (!caller.ok) return refuse(caller.failures);
    const located = await locateFunction(
      service,
      fn.value,
      {
        environment: environment.value.name,
        accountId: caller.value.accountId,
        region: caller.value.region,
        stackNameOption: workspace.value.options.stackName,
      },
      { lambda: aws.lambda, stacks: aws.stacks, names: physicalNames(workspace.value.cacheFolder) },
      signal,
    );
    if (!located.ok) return refuse(located.failures);
    const manifest = await builtManifest(workspace.value, service.name, fn.value.logicalId);
    const report = await invokeFunction(
      {
        service: service.name,
        logicalId: fn.value.logicalId,
        physicalName: located.value,
        environment: environment.value.name,
        caller: caller.value,
        ...(options.qualifier === undefined ? {} : { qualifier: options.qualifier }),
        async: options.async === true,
        payload: payload.value,
        ...(manifest.ok && manifest.value !== undefined ? { builtCodeSha256: manifest.value.codeSha256 } : {}),
        commands: {
          build: `nx run ${service.name}:${targetNames.build}`,
          deployFeature: `nx run ${service.name}:${targetNames.deployFeature}`,
        },
      },
      { lambda: aws.lambda, sourceMaps: createSourceMapStore(artifactFolder(workspace.value, service.name)) },
      (event) => printer.print(event),
      signal,
    );
    if (!report.ok) return { ok: false, failures: report.failures, told: true };
    return { ok: true, answered: report.value.kind !== 'function-error' };
  } finally {
    aws.close();
  }
}

function printerFor(output: 'text' | 'json' | 'payload'): Printer {
  if (output === 'json') return createJsonPrinter({ command: 'invoke-cloud', write: writeOut });
  if (output === 'payload') return createPayloadPrinter({ write: writeOut });
  return createTerminalPrinter({ ...processStyle(), write: writeOut });
}

interface EventFile {
  /** File name without `.json`. */
  readonly name: string;
  /** As the user gave it, or relative to the workspace root, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A path from the workspace root or the service's folder, or the name of a file in the service's `events`. */
async function findEvent(given: string, service: Service, workspace: CommandWorkspace): Promise<Result<EventFile>> {
  const serviceFolder = join(workspace.root, service.root);
  const candidates = [
    resolve(workspace.root, given),
    resolve(serviceFolder, given),
    join(serviceFolder, 'events', `${given}.json`),
  ];
  for (const file of candidates) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    const name =
      given
        .split(/[\\/]/)
        .at(-1)
        ?.replace(/\.json$/, '') ?? given;
    return success({ name, path: given.replaceAll('\\', '/'), bytes: await readFile(file) });
  }
  return failed({
    code: 'NXL-INVOKE-NO-EVENT',
    message: `There is no event ${given} for ${service.name}.`,
    advice:
      service.events.length === 0
        ? `Put a JSON file into ${service.root}/events, or pass --payload='{}'.`
        : `Take one of ${service.events.join(', ')}, the path of a JSON file, or --payload='{}'.`,
  });
}

async function readPayload(option: string | undefined, event: EventFile | undefined): Promise<Result<Payload>> {
  if (option !== undefined) {
    if (option !== '-') return success({ bytes: new TextEncoder().encode(option), origin: { kind: 'option' } });
    return success({ bytes: await readStandardInput(), origin: { kind: 'stdin' } });
  }
  if (event === undefined) return success(defaultPayload());
  return success({ bytes: event.bytes, origin: { kind: 'file', path: event.path } });
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
