import type { CallLog } from '../calls.ts';
import { progress } from '../cloudformation/engine/progress.ts';
import { type StackSeed, seedStack } from '../cloudformation/seed.ts';
import type { Stack } from '../cloudformation/stack.ts';
import type { FaultRule } from '../faults.ts';
import { DEFAULT_REGION, type IdentitySeed } from '../identity.ts';
import { codeOf } from '../lambda/code.ts';
import { functionArn } from '../lambda/function-name.ts';
import type { Alias, FunctionRecord, FunctionWrite } from '../lambda/function-store.ts';
import { layerArn } from '../lambda/layer-store.ts';
import { type NamedFunctionSeed, placeFunction } from '../lambda/seed.ts';
import type { Settings } from '../settings.ts';
import type { World } from '../world.ts';

/** What a test may ask about one function. */
export interface FunctionFacts {
  readonly functionName: string;
  readonly functionArn: string;
  readonly codeSha256: string;
  /** Bytes of the zip. */
  readonly codeSize: number;
  readonly revisionId: string;
  readonly handler?: string;
  readonly runtime?: string;
  readonly architectures: readonly string[];
  /** ARNs of layer versions. */
  readonly layers: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Accepted writes of code or settings, oldest first, with the ARN of who wrote. */
  readonly writes: readonly FunctionWrite[];
  readonly invocations: number;
  /** How many versions were published. */
  readonly versions: number;
  /** By name: the version that each alias leads to, and its code. */
  readonly aliases: Readonly<Record<string, { readonly version: string; readonly codeSha256: string }>>;
}

export interface LayerSeed {
  readonly layerName: string;
  readonly zip: Uint8Array;
  readonly description?: string;
  readonly account?: string;
  readonly region?: string;
}

/** Everything that AWS does not offer: what a test or a demo sets up and looks at. */
export interface Control {
  seedStack(seed: StackSeed): Stack;
  seedFunction(seed: NamedFunctionSeed): FunctionFacts;
  /** Publishes a layer version as a stack would have; its ARN. */
  seedLayer(seed: LayerSeed): string;
  functions(): readonly FunctionFacts[];
  /** Undefined when there is none of that name. */
  functionFacts(
    name: string,
    where?: { readonly account?: string; readonly region?: string },
  ): FunctionFacts | undefined;
  settings(): Readonly<Settings>;
  change(settings: Partial<Settings>): void;
  /** Takes the place of all rules set before; an empty list ends all faults. */
  setFaults(rules: readonly FaultRule[]): void;
  setCaller(accessKeyId: string, identity: IdentitySeed): void;
  /** AssumeRole of this role is denied from now on, as when its trust policy does not name the caller. */
  distrust(roleArn: string): void;
  /** Uploads in parts that were neither completed nor aborted, over all buckets. */
  openUploads(): number;
  readonly calls: Omit<CallLog, 'add'>;
  /** Resolves when no function runs, asynchronous invocations included. */
  idle(): Promise<void>;
}

export function createControl(world: World): Control {
  return {
    seedStack: (seed) => seedStack(world, seed),
    seedFunction: (seed) => factsOf(placeFunction(world, seed)),
    seedLayer({ layerName: name, zip, description = '', account = world.account, region = DEFAULT_REGION }) {
      const created = world.clock();
      const lists = { compatibleRuntimes: [], compatibleArchitectures: [] };
      const { version } = world.layers.publish(
        { account, region, name },
        { code: codeOf(zip), description, created, ...lists },
      );
      return layerArn({ account, region, name, version });
    },
    functions() {
      progress(world);
      return world.functions.all().map(factsOf);
    },
    functionFacts(name, where = {}) {
      progress(world);
      const record = world.functions.get(where.account ?? world.account, where.region ?? DEFAULT_REGION, name);
      return record === undefined ? undefined : factsOf(record);
    },
    settings: () => ({ ...world.settings }),
    change: (settings) => void Object.assign(world.settings, settings),
    setFaults: (rules) => world.faults.set(rules),
    setCaller: (accessKeyId, identity) => world.identities.set(accessKeyId, identity),
    distrust: (roleArn) => void world.untrusted.add(roleArn),
    openUploads: () => [...world.buckets.values()].reduce((sum, { uploads }) => sum + uploads.size, 0),
    calls: world.calls,
    idle: () => world.sandboxes.idle(),
  };
}

function factsOf(record: FunctionRecord): FunctionFacts {
  const { deployed, revisionId } = record.latest;
  const { handler, runtime, architectures, layers } = deployed.settings;
  return {
    functionName: record.name,
    functionArn: functionArn(record),
    codeSha256: deployed.code.codeSha256,
    codeSize: deployed.code.zip.length,
    revisionId,
    ...(handler === undefined ? {} : { handler }),
    ...(runtime === undefined ? {} : { runtime }),
    architectures,
    layers,
    tags: record.tags,
    writes: record.writes,
    invocations: record.invocations,
    versions: record.published.size,
    aliases: Object.fromEntries([...record.aliases.values()].map((alias) => [alias.name, aliasFacts(record, alias)])),
  };
}

function aliasFacts(record: FunctionRecord, { functionVersion }: Alias) {
  const version = functionVersion === '$LATEST' ? record.latest : record.published.get(functionVersion);
  return { version: functionVersion, codeSha256: version?.deployed.code.codeSha256 ?? '' };
}
