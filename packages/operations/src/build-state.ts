/** What is known of functions before they are built: their fingerprints, earlier artifacts of equal ones, and why not. */
import {
  type BuildKnowledge,
  type BuildPorts,
  explainBuild,
  type FunctionFingerprint,
  type FunctionInputs,
  type LambdaFunction,
  type ModuleGraph,
  type Notice,
  neverReused,
  type ReuseLookup,
  type Service,
} from '@nx-lambda/core';

export interface FunctionState {
  readonly inputs: FunctionInputs | undefined;
  readonly fingerprint: FunctionFingerprint | undefined;
  readonly hit: Extract<ReuseLookup, { kind: 'hit' }> | undefined;
  readonly why: BuildKnowledge | undefined;
}

export interface BuildStateRequest {
  readonly inputs?: readonly FunctionInputs[];
  readonly scan?: (services: readonly Service[]) => Promise<readonly FunctionInputs[]>;
  readonly graphOf?: (service: string, logicalId: string) => ModuleGraph | undefined;
  readonly why?: boolean;
  readonly fresh?: boolean;
}

export interface BuildState {
  /** To be called before functions of these services are read. */
  scan(services: readonly Service[]): Promise<void>;
  read(service: Service, fn: LambdaFunction): Promise<FunctionState>;
  /** Replaces what is recorded of the service; a function that was not built keeps its earlier record. */
  record(service: Service, built: ReadonlySet<string>): Promise<void>;
}

/** `tell` gets each notice once, however many functions it is about. */
export function buildState(
  { inputs, scan, graphOf, why, fresh }: BuildStateRequest,
  { reuse }: BuildPorts,
  tell: (service: Service, notice: Notice) => void,
): BuildState {
  const declared = new Map(inputs?.map((each) => [functionKey(each.service, each.logicalId), each]));
  const taken = new Map<string, FunctionFingerprint>();
  const earlier = new Map<string, Promise<ReadonlyMap<string, FunctionFingerprint>>>();
  const lastBuild = (service: string): Promise<ReadonlyMap<string, FunctionFingerprint>> => {
    const known = earlier.get(service) ?? reuse?.lastBuild(service) ?? Promise.resolve(new Map());
    earlier.set(service, known);
    return known;
  };

  const scanned = new Map<Service, Promise<void>>();

  return {
    async scan(services) {
      if (scan === undefined) return;
      const missing = [...new Set(services)].filter((service) => !scanned.has(service));
      const work = missing.length === 0 ? undefined : scan(missing);
      const done = work?.then((found) => {
        for (const each of found) declared.set(functionKey(each.service, each.logicalId), each);
      });
      for (const service of missing) if (done !== undefined) scanned.set(service, done);
      await Promise.all(services.flatMap((service) => scanned.get(service) ?? []));
    },

    async read(service, fn) {
      const key = functionKey(service.name, fn.logicalId);
      const own = declared.get(key);
      if (reuse === undefined || own === undefined) {
        return { inputs: own, fingerprint: undefined, hit: undefined, why: undefined };
      }
      const graph = graphOf?.(service.name, fn.logicalId);
      const fingerprint = await reuse.fingerprint({ service, function: fn, inputs: own, ...(graph && { graph }) });
      if (fingerprint === undefined) return { inputs: own, fingerprint, hit: undefined, why: undefined };
      taken.set(key, fingerprint);
      const found = fresh !== true && neverReused(fn) === undefined ? await reuse.get(fingerprint) : undefined;
      if (found?.kind === 'miss' && found.notice !== undefined) tell(service, found.notice);
      const before = why === true ? (await lastBuild(service.name)).get(fn.logicalId) : undefined;
      return {
        inputs: own,
        fingerprint,
        hit: found?.kind === 'hit' ? found : undefined,
        why: why === true ? explainBuild(fn, before, fingerprint, graph) : undefined,
      };
    },

    async record(service, built) {
      if (reuse === undefined || service.functions.length === 0) return;
      const all: FunctionFingerprint[] = [];
      for (const { logicalId } of service.functions) {
        const fresh = built.has(logicalId) ? taken.get(functionKey(service.name, logicalId)) : undefined;
        const kept = fresh ?? (await lastBuild(service.name)).get(logicalId);
        if (kept !== undefined) all.push(kept);
      }
      for (const notice of await reuse.recordBuild(service.name, all)) tell(service, notice);
    },
  };
}

function functionKey(service: string, logicalId: string): string {
  return JSON.stringify([service, logicalId]);
}
