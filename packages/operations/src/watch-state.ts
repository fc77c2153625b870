/** What a watch knows of its services: their functions, what each is made of, and which are not deployed. */
import {
  codeIdentity,
  type Failure,
  type FunctionInputs,
  type FunctionSubject,
  type InfrastructureDigest,
  type LambdaFunction,
  type LeftFunction,
  type Notice,
  provisionNotice,
  type Service,
  touchedInputs,
  touchesDefinition,
  type WatchedPaths,
  watchedPaths,
  withLayerUnits,
} from '@nx-lambda/core';
import type { WatchPorts, WatchRequest } from './watch-request.ts';

export interface DefinitionChange {
  /** Functions and layers that are new, or built in another way than before. */
  readonly changed: readonly FunctionSubject[];
  /** Services that can't be read any more: they go on as they were. */
  readonly broken: readonly Service[];
  readonly notices: readonly { readonly service: string; readonly notice: Notice }[];
}

export class WatchState {
  private readonly request: WatchRequest;
  private readonly ports: WatchPorts;
  private current: readonly Service[];
  private readonly inputs = new Map<string, FunctionInputs>();
  private readonly infrastructure = new Map<string, InfrastructureDigest | undefined>();
  private readonly notDeployed = new Map<string, LeftFunction>();

  constructor(request: WatchRequest, ports: WatchPorts) {
    this.request = request;
    this.ports = ports;
    this.current = request.services;
  }

  get services(): readonly Service[] {
    return this.current;
  }

  get left(): readonly LeftFunction[] {
    return [...this.notDeployed.values()];
  }

  async start(): Promise<void> {
    for (const service of this.current) this.infrastructure.set(service.name, await this.ports.infrastructure(service));
  }

  /** Functions and layers. */
  all(): readonly FunctionSubject[] {
    return this.current.flatMap((service) => unitsOf(service).map(({ logicalId }) => subject(service, logicalId)));
  }

  /** Those that the paths can change. */
  touchedBy(paths: ReadonlySet<string>, matchesAny: (path: string, patterns: readonly string[]) => boolean) {
    if (this.request.common.some((path) => paths.has(path))) return this.all();
    return touchedInputs([...this.inputs.values()], paths, matchesAny).map(({ service, logicalId }) => ({
      service,
      logicalId,
    }));
  }

  isDefinition(paths: ReadonlySet<string>): boolean {
    const known = new Set([...this.inputs.values()].flatMap(({ files }) => files));
    const isUsed = (path: string) => known.has(path) && this.ports.exists(path);
    return this.current.some(({ definitionFiles }) => touchesDefinition(definitionFiles, paths, isUsed));
  }

  async readDefinitions(): Promise<DefinitionChange> {
    const read = await this.ports.readServices();
    const changed: FunctionSubject[] = [];
    const broken: Service[] = [];
    const notices: { service: string; notice: Notice }[] = [];
    const next: Service[] = [];
    for (const before of this.current) {
      const service = read.find(({ name }) => name === before.name);
      if (service === undefined || service.failures.length > 0) {
        broken.push(service ?? { ...before, failures: [unreadable(before)] });
        next.push({ ...before, definitionFiles: definitionFilesOf(before, service) });
        continue;
      }
      next.push(service);
      const known = new Map(unitsOf(before).map((unit) => [unit.logicalId, codeIdentity(unit)]));
      for (const unit of unitsOf(service)) {
        if (known.get(unit.logicalId) !== codeIdentity(unit)) changed.push(subject(service, unit.logicalId));
        known.delete(unit.logicalId);
      }
      for (const logicalId of known.keys()) this.forget(subject(service, logicalId));
      const notice = await this.provisionNotice(service);
      if (notice !== undefined) notices.push({ service: service.name, notice });
    }
    this.current = next;
    return { changed, broken, notices };
  }

  /** @param isPartial a file could not be read: what was known of the function's imports still counts. */
  learn(inputs: FunctionInputs, isPartial: boolean): void {
    const before = isPartial ? this.inputs.get(keyOf(inputs)) : undefined;
    this.inputs.set(keyOf(inputs), before === undefined ? inputs : together(before, inputs));
  }

  deployed(subject: FunctionSubject): void {
    this.notDeployed.delete(keyOf(subject));
  }

  leave({ service, logicalId }: FunctionSubject, failure: Failure): void {
    this.notDeployed.set(keyOf({ service, logicalId }), { service, logicalId, failure });
  }

  watched(): WatchedPaths {
    const definitions = this.current.flatMap(({ definitionFiles }) => definitionFiles);
    return watchedPaths([...this.inputs.values()], [...definitions, ...this.request.common]);
  }

  private forget(gone: FunctionSubject): void {
    this.inputs.delete(keyOf(gone));
    this.notDeployed.delete(keyOf(gone));
  }

  private async provisionNotice(service: Service): Promise<Notice | undefined> {
    const before = this.infrastructure.get(service.name);
    const now = await this.ports.infrastructure(service);
    this.infrastructure.set(service.name, now);
    const { environment, provisionTarget } = this.request;
    const meanwhile = 'code goes on being deployed';
    return provisionNotice(
      { service: service.name, environment: environment.name, provisionTarget, meanwhile },
      before,
      now,
    );
  }
}

export function keyOf({ service, logicalId }: FunctionSubject): string {
  return JSON.stringify([service, logicalId]);
}

function subject({ name }: Service, logicalId: string): FunctionSubject {
  return { service: name, logicalId };
}

function unitsOf(service: Service): readonly LambdaFunction[] {
  return withLayerUnits(service).functions;
}

/** Of a service that can't be read: what it was read from before still counts. */
export function definitionFilesOf(before: Service, broken: Service | undefined): readonly string[] {
  return [...new Set([...before.definitionFiles, ...(broken?.definitionFiles ?? [])])];
}

export function unreadable({ name, root }: Service): Failure {
  return {
    code: 'NXL-WATCH-DEFINITION',
    message: `The template or lambda.config.json of ${name} in ${root} can't be read any more.`,
    advice: 'Correct it; until then its functions go on as they were.',
  };
}

function together(before: FunctionInputs, now: FunctionInputs): FunctionInputs {
  const both = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];
  return {
    ...now,
    files: both(before.files, now.files),
    settings: both(before.settings, now.settings),
    absent: both(before.absent, now.absent),
    globs: both(before.globs, now.globs),
  };
}
