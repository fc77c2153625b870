/** `watch-feature --invoke=<event>`: sends the event to a function that was just updated. */
import type { AwsPorts } from '@nx-lambda/aws';
import { chooseFunction, type FeatureEnvironment, type FunctionSubject, type Service, success } from '@nx-lambda/core';
import { invokedAlias, invokeFunction, locateFunction } from '@nx-lambda/operations';
import { createSourceMapStore, keptMapsFolder, physicalNames } from '@nx-lambda/workspace';
import type { Printer } from '../print/terminal-printer.ts';
import { artifactFolder, builtManifest } from './deploy-ports.ts';
import { readEventPayload } from './event-payload.ts';
import type { CommandWorkspace } from './project-services.ts';

export interface WatchInvocation {
  readonly event: string;
  readonly services: () => readonly Service[];
  readonly environment: FeatureEnvironment;
  readonly workspace: CommandWorkspace;
  readonly aws: AwsPorts;
  readonly signal: AbortSignal;
  /** A new one for each invocation: they may overlap with later rounds. */
  readonly printer: () => Printer;
}

/** Answers where the event is for that function: by its name, or because it is for no other. */
export async function invokeUpdated(subject: FunctionSubject, invocation: WatchInvocation): Promise<void> {
  const { event, workspace, environment, aws, signal } = invocation;
  const service = invocation.services().find(({ name }) => name === subject.service);
  const fn = service?.functions.find(({ logicalId }) => logicalId === subject.logicalId);
  if (service === undefined || fn === undefined || signal.aborted) return;
  const meant = chooseFunction(service, { event });
  if (!service.events.includes(event) || (meant.ok && meant.value.logicalId !== fn.logicalId)) return;

  const printer = invocation.printer();
  const fail = (failures: Parameters<typeof tellFailed>[2]) => tellFailed(printer, service.name, failures);
  try {
    const sent = await readEventPayload(service, { event }, workspace.root, async () => new Uint8Array());
    if (!sent.ok) return fail(sent.failures);
    const caller = await aws.identity.callerIdentity(signal);
    if (!caller.ok) return fail(caller.failures);
    const { accountId, region } = caller.value;
    const { stackName: stackNameOption, targetNames } = workspace.options;
    const place = { environment: environment.name, accountId, region, stackNameOption };
    const names = physicalNames(workspace.cacheFolder);
    const located =
      subject.physicalName === undefined
        ? await locateFunction(service, fn, place, { lambda: aws.lambda, stacks: aws.stacks, names }, signal)
        : success(subject.physicalName);
    if (!located.ok) return fail(located.failures);
    const manifest = await builtManifest(workspace, service.name, fn.logicalId);
    const alias = invokedAlias(service, fn, place);
    await invokeFunction(
      {
        ...subject,
        physicalName: located.value,
        environment: environment.name,
        caller: caller.value,
        ...(alias === undefined ? {} : { alias }),
        async: false,
        payload: sent.value.payload,
        ...(manifest.ok && manifest.value !== undefined ? { builtCodeSha256: manifest.value.codeSha256 } : {}),
        commands: {
          build: `nx run ${service.name}:${targetNames.build}`,
          deployFeature: `nx run ${service.name}:${targetNames.deployFeature}`,
        },
      },
      {
        lambda: aws.lambda,
        sourceMaps: createSourceMapStore(
          artifactFolder(workspace, service.name),
          keptMapsFolder(workspace.cacheFolder),
        ),
      },
      (told) => {
        if (told.type !== 'invoke-started') printer.print(told);
      },
      signal,
    );
  } finally {
    printer.end();
  }
}

function tellFailed(
  printer: Printer,
  service: string,
  failures: Extract<Parameters<Printer['print']>[0], { readonly type: 'invoke-failed' }>['failures'],
): void {
  printer.print({ type: 'invoke-failed', service, failures });
}
