/**
 * Tell what is deployed of services in a feature environment: find every function, compare it with what is built here
 * and what was deployed from here, tell. Builds nothing and writes nothing but the names of a stack's functions.
 */
import {
  type ArtifactState,
  type CallerIdentity,
  countStatuses,
  type DeployedState,
  type DeployPorts,
  type DeployTarget,
  type Emit,
  expectFunction,
  type FeatureEnvironment,
  type FunctionFacts,
  type FunctionStatus,
  failed,
  functionStatus,
  haltsRun,
  interruptedRead,
  type LambdaFunction,
  layerNotProvisioned,
  type Notice,
  type PluginOptions,
  type Result,
  type Service,
  type StatusReport,
  selectsFunction,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { readAliases } from './deploy-aliases.ts';
import { tellUnfinished } from './deploy-journal.ts';
import { createFunctionLocator, type FunctionLocator } from './deploy-locate.ts';
import { recallDeployment } from './deploy-records.ts';
import { createLayerReader, type LayerReader, type LayerStatusPorts } from './status-layers.ts';
import { readStacks, type StackStatusPorts } from './status-stacks.ts';

export interface StatusRequest {
  readonly environment: FeatureEnvironment;
  readonly services: readonly Service[];
  readonly options: Pick<PluginOptions, 'stackName' | 'accounts' | 'protect' | 'artifactBucket'>;
  /** `--function`: a micromatch pattern of logical ids. */
  readonly functionPattern?: string;
}

export type StatusPorts = Pick<
  DeployPorts,
  'identity' | 'stacks' | 'names' | 'records' | 'clock' | 'journal' | 'kept'
> &
  LayerStatusPorts & {
    readonly lambda: Pick<DeployPorts['lambda'], 'getFunction' | 'listFunctions' | 'getAlias'>;
    /** Absent: stacks are not told of. */
    readonly stackStatus?: StackStatusPorts;
  };

/** GetFunction has a limit of its own, 100 a second; more at once would only queue there. */
const READS_AT_ONCE = 32;

/** Fails only where nothing can be told about any function: no region, no valid credentials. */
export async function readStatus(
  request: StatusRequest,
  ports: StatusPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<StatusReport>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const target = statusTarget(request, identity.value);
  const locator = createFunctionLocator(target, ports, signal);
  const layers = createLayerReader(target, ports, signal);
  const limit = pLimit(READS_AT_ONCE);
  const notices: Notice[] = [];
  const names = { environment: request.environment.name, option: request.options.stackName, region: target.region };
  const asked = ports.stackStatus && readStacks(request.services, names, ports.stackStatus, ports.clock.now(), signal);
  const functions = await Promise.all(
    request.services.flatMap((service) => [
      ...service.functions
        .filter(({ logicalId }) => isAsked(logicalId, request))
        .map((fn) => limit(() => statusOf(service, fn, { request, target, ports, locator, layers, notices, signal }))),
      ...service.undeployable
        .filter(({ logicalId }) => isAsked(logicalId, request))
        .map(async ({ logicalId, reason }) => {
          const artifact = { kind: 'undeployable', reason } as const;
          return functionStatus(
            { service: service.name, logicalId, artifact, deployed: { kind: 'not-read' } },
            undefined,
            target,
          );
        }),
    ]),
  );
  const unusable = functions.find((status) => status.kind === 'unreadable' && haltsRun(status.failure));
  if (unusable?.kind === 'unreadable') return failed(unusable.failure);

  const { accountId, region } = target;
  const unfinished = await tellUnfinished({ accountId, region, environment: request.environment.name }, ports);
  const stacks = await asked;
  const report: StatusReport = {
    schema: 1,
    command: 'status-feature',
    environment: request.environment.name,
    accountId: target.accountId,
    callerArn: identity.value.arn,
    region: target.region,
    functions,
    ...(stacks && { stacks }),
    counts: countStatuses(functions),
    notices: [...unfinished.notices, ...notices, ...locator.notices, ...layers.notices],
    duration: ports.clock.now() - started,
  };
  emit({ type: 'status-finished', report });
  return success(report);
}

function statusTarget(
  { environment, options }: StatusRequest,
  { accountId, arn: callerArn, region }: CallerIdentity,
): DeployTarget {
  const { accounts, protect, artifactBucket } = options;
  const hasArtifactBucket = artifactBucket !== undefined;
  return { environment, accountId, callerArn, region, accounts, protect, hasArtifactBucket };
}

function isAsked(logicalId: string, { functionPattern }: StatusRequest): boolean {
  return functionPattern === undefined || selectsFunction(functionPattern, logicalId);
}

interface StatusRun {
  readonly request: StatusRequest;
  readonly target: DeployTarget;
  readonly ports: StatusPorts;
  readonly locator: FunctionLocator;
  readonly layers: LayerReader;
  readonly notices: Notice[];
  readonly signal: AbortSignal | undefined;
}

async function statusOf(service: Service, fn: LambdaFunction, run: StatusRun): Promise<FunctionStatus> {
  const { request, target, ports, locator, notices, signal } = run;
  const subject = { service: service.name, logicalId: fn.logicalId };
  const { accountId, region } = target;
  const stackNameOption = request.options.stackName;
  const place = { environment: request.environment.name, accountId, region, stackNameOption };
  const expected = expectFunction(service, fn, place);
  const artifact = await artifactOf(subject, ports, notices);
  const unread = (deployed: DeployedState): FunctionStatus =>
    functionStatus({ ...subject, artifact, deployed }, undefined, target);
  if (!expected.ok) return unread({ kind: 'unreadable', failure: expected.failures[0] });
  if (signal?.aborted)
    return unread({ kind: 'unreadable', failure: { ...interruptedRead(), advice: 'Run the command again.' } });
  const [deployed, record] = await Promise.all([
    locator.locate(expected.value),
    recallDeployment(subject, target, ports),
  ]);
  const { stackName, owner } = expected.value;
  const known = { stackName, ...(owner && { owner }), ...(fn.condition !== undefined && { condition: fn.condition }) };
  const facts: FunctionFacts = { ...subject, ...known, artifact, deployed };
  if (deployed.kind !== 'found') return functionStatus(facts, record, target);
  const { physicalName } = deployed.function;
  const names = { ...place, service: service.name, stackName };
  const [aliases, layers] = await Promise.all([
    fn.aliases && readAliases({ physicalName, aliases: fn.aliases, names }, ports, signal),
    run.layers.read(service, fn, deployed.function, stackName),
  ]);
  const lacking = service.layers?.find(({ logicalId }) => {
    return layers?.some((layer) => layer.kind === 'missing' && layer.logicalId === logicalId);
  });
  const refused = lacking && { kind: 'refused' as const, failure: layerNotProvisioned(deployed, lacking) };
  return functionStatus(
    { ...facts, ...(aliases && { aliases }), ...(refused && { layers: refused }) },
    record,
    target,
    layers,
  );
}

/** An artifact that can't be used is told and counts as none: what is deployed can be told without. */
async function artifactOf(
  { service, logicalId }: { readonly service: string; readonly logicalId: string },
  { artifacts }: StatusPorts,
  notices: Notice[],
): Promise<ArtifactState> {
  const manifest = await artifacts.manifest(service, logicalId);
  if (manifest.ok)
    return manifest.value === undefined ? { kind: 'missing' } : { kind: 'built', manifest: manifest.value };
  notices.push(...manifest.failures);
  return { kind: 'failed', failures: manifest.failures };
}
