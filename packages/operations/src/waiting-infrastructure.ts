/**
 * Tells beside a deployment which change of infrastructure its stacks wait for. It never fails and never delays a
 * deployment: what is not known by its end is not told.
 */
import {
  type DeployPorts,
  type FunctionFacts,
  infrastructureNotice,
  type Notice,
  type PlannedAction,
  type ProvisionPorts,
  type Service,
  type TemplateFilesPort,
  templateInfrastructure,
  waitingInfrastructure,
} from '@nx-lambda/core';
import pLimit from 'p-limit';

/** GetTemplateSummary is throttled early where many ask at once. */
const ASKED_AT_ONCE = 4;

/** Milliseconds that a deployment which is over may still wait for an answer: a dry run is over at once. */
const PATIENCE = 1500;

export type InfrastructurePorts = Pick<DeployPorts, 'clock'> & { readonly waiting?: WaitingPort };
type WaitingPort = NonNullable<DeployPorts['waiting']>;

/** For `DeployPorts.waiting`. */
export function waitingPort(
  stacks: Pick<ProvisionPorts['stacks'], 'metadata'>,
  templates: Pick<TemplateFilesPort, 'document'>,
): WaitingPort {
  return {
    async find({ name: service, template }, stackName, signal) {
      if (template === undefined) return undefined;
      const metadata = await stacks.metadata(stackName, signal);
      if (!metadata.ok || metadata.value === undefined) return undefined;
      const here = templateInfrastructure(template, templates.document);
      return infrastructureNotice({ service, stackName }, waitingInfrastructure(metadata.value, here));
    },
  };
}

/** Only services of which something is updated or refused are asked for. Starts at once; the answer ends it. */
export function askForInfrastructure(
  actions: readonly PlannedAction[],
  functions: readonly FunctionFacts[],
  services: readonly Service[],
  { clock, waiting }: InfrastructurePorts,
): () => Promise<readonly Notice[]> {
  if (waiting === undefined) return async () => [];
  const stacks = new Map<string, Service>();
  for (const [index, action] of actions.entries()) {
    const stackName = functions[index]?.stackName;
    const service = services.find(({ name }) => name === action.service);
    const isTouched = action.kind === 'update' || action.kind === 'refuse';
    if (isTouched && stackName !== undefined && service !== undefined) stacks.set(stackName, service);
  }
  const abort = new AbortController();
  const limit = pLimit(ASKED_AT_ONCE);
  const found: Notice[] = [];
  const all = Promise.all(
    [...stacks].map(([stackName, service]) =>
      limit(async () => {
        if (abort.signal.aborted) return;
        const notice = await waiting.find(service, stackName, abort.signal).catch(() => undefined);
        if (notice !== undefined) found.push(notice);
      }),
    ),
  );
  return async () => {
    if (stacks.size > 0) await Promise.race([all, clock.wait(PATIENCE, abort.signal)]);
    abort.abort();
    return found.toSorted((a, b) => (a.message < b.message ? -1 : 1));
  };
}
