/** What a watch knows of its services: their functions, what each is made of, and which are not deployed. */
import {
  type Failure,
  type FunctionInputs,
  type FunctionSubject,
  type InfrastructureDifference,
  type InfrastructureDigest,
  infrastructureDifferences,
  type LambdaFunction,
  type LeftFunction,
  type Notice,
  type Service,
  touchedInputs,
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

const SOURCE = /\.[cm]?[jt]sx?$/;

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

  /** Of a source that a handler may mean only its coming and going counts. */
  isDefinition(paths: ReadonlySet<string>): boolean {
    const known = new Set([...this.inputs.values()].flatMap(({ files }) => files));
    const isSameSource = (path: string) => SOURCE.test(path) && known.has(path) && this.ports.exists(path);
    return this.current.some(({ definitionFiles }) =>
      definitionFiles.some((path) => paths.has(path) && !isSameSource(path)),
    );
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
        next.push({ ...before, definitionFiles: service?.definitionFiles ?? before.definitionFiles });
        continue;
      }
      next.push(service);
      const known = new Map(unitsOf(before).map((unit) => [unit.logicalId, codeOf(unit)]));
      for (const unit of unitsOf(service)) {
        if (known.get(unit.logicalId) !== codeOf(unit)) changed.push(subject(service, unit.logicalId));
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
    const differences = before === undefined || now === undefined ? [] : infrastructureDifferences(before, now);
    if (differences.length === 0) return undefined;
    return {
      code: 'NXL-WATCH-PROVISION',
      message: `The template of ${service.name} describes another infrastructure than before: ${differences.map(told).join(', ')}.`,
      advice: `Run nx run ${service.name}:${this.request.provisionTarget} to bring that to ${this.request.environment.name}; code goes on being deployed.`,
    };
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

/** Where a function stands in its template, and how it is run, changes nothing of its code. */
function codeOf({ place: _place, timeout: _timeout, memorySize: _memory, ...unit }: LambdaFunction): string {
  return JSON.stringify(unit);
}

function unreadable({ name, root }: Service): Failure {
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

function told({ part, kind }: InfrastructureDifference): string {
  return `${part.replace(/^Resources\./, '')} (${kind})`;
}
