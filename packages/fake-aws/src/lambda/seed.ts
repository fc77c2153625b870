import { zipSync } from 'fflate';
import { DEFAULT_REGION } from '../identity.ts';
import type { World } from '../world.ts';
import { codeOf } from './code.ts';
import type { FunctionRecord } from './function-store.ts';
import type { FunctionSettings } from './function-version.ts';
import { DEFAULT_FUNCTION_SETTINGS } from './settings-from.ts';
import { publish } from './versions.ts';

/** A function that is simply there, as if someone had made it long ago. Nothing is checked: odd ones are wanted too. */
export interface FunctionSeed {
  /** `nodejs22.x` when absent. */
  readonly runtime?: string;
  /** `index.handler` when absent. */
  readonly handler?: string;
  readonly role?: string;
  readonly description?: string;
  /** Seconds. */
  readonly timeout?: number;
  /** MB. */
  readonly memorySize?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Encrypts its environment variables: who is denied kms:Decrypt cannot read them. */
  readonly kmsKeyArn?: string;
  readonly layers?: readonly string[];
  readonly architectures?: readonly string[];
  readonly logFormat?: 'Text' | 'JSON';
  readonly packageType?: 'Zip' | 'Image';
  readonly imageUri?: string;
  /** Reserved `aws:` tags too: this is not a caller's request. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly snapStart?: boolean;
  /** It is in a VPC and nobody invoked it for long: State Inactive. Invocations are answered all the same. */
  readonly idle?: boolean;
  /**
   * Each leads to the newest published version. A version is published where there is none or `code` is given, as when
   * the stack is deployed.
   */
  readonly aliases?: readonly string[];
  /** A zip as base64 or bytes, or texts by path; a placeholder when absent. */
  readonly code?: { readonly zip: string | Uint8Array } | { readonly files: Readonly<Record<string, string>> };
}

export interface NamedFunctionSeed extends FunctionSeed {
  readonly functionName: string;
  readonly account?: string;
  readonly region?: string;
}

/** Makes the function, or gives one that exists these tags and, where the seed names some, settings and code. */
export function placeFunction(world: World, seed: NamedFunctionSeed): FunctionRecord {
  const account = seed.account ?? world.account;
  const region = seed.region ?? DEFAULT_REGION;
  const existing = world.functions.get(account, region, seed.functionName);
  const before = existing?.latest.deployed;
  const now = world.clock();
  const latest = {
    version: '$LATEST',
    deployed: {
      id: world.newId(),
      settings: seededSettings(seed, account, before?.settings),
      code: seed.code === undefined && before !== undefined ? before.code : codeOf(zipOf(seed)),
    },
    revisionId: world.newId(),
    lastModified: now,
    ...(seed.idle === true && { isIdle: true }),
  };
  const record: FunctionRecord = existing ?? {
    account,
    region,
    name: seed.functionName,
    tags: {},
    latest,
    published: new Map(),
    aliases: new Map(),
    nextVersion: 1,
    writes: [],
    invocations: 0,
  };
  record.latest = latest;
  record.tags = { ...record.tags, ...seed.tags };
  record.writes.push({ time: now, operation: 'seed', callerArn: 'seed', codeSha256: latest.deployed.code.codeSha256 });
  world.functions.add(record);
  world.sandboxes.retire(record, (version) => version !== '$LATEST');
  if (seed.aliases !== undefined) leadAliases(world, record, seed.aliases, seed.code !== undefined);
  return record;
}

function leadAliases(world: World, record: FunctionRecord, names: readonly string[], publishes: boolean): void {
  const last = record.published.get(String(record.nextVersion - 1));
  const { version } = last === undefined || publishes ? publish(world, record) : last;
  for (const name of names) {
    const alias = { name, functionVersion: version, description: '', revisionId: world.newId(), weights: {} };
    record.aliases.set(name, alias);
  }
}

function seededSettings(seed: NamedFunctionSeed, account: string, before?: FunctionSettings): FunctionSettings {
  const environment = seed.environment ?? before?.environment;
  const imageUri = seed.imageUri ?? before?.imageUri;
  const image = (seed.packageType ?? before?.packageType) === 'Image';
  return {
    ...DEFAULT_FUNCTION_SETTINGS,
    ...(image ? {} : { runtime: 'nodejs22.x', handler: 'index.handler' }),
    role: `arn:aws:iam::${account}:role/${seed.functionName}`,
    logGroup: `/aws/lambda/${seed.functionName}`,
    ...before,
    ...pick(seed, [
      'runtime',
      'handler',
      'role',
      'description',
      'timeout',
      'memorySize',
      'layers',
      'kmsKeyArn',
      'architectures',
      'logFormat',
      'packageType',
      'snapStart',
    ]),
    ...(environment === undefined ? {} : { environment }),
    ...(imageUri === undefined ? {} : { imageUri }),
  };
}

/** The members that are given. */
function pick<T extends object, K extends keyof T>(
  from: T,
  names: readonly K[],
): { [P in K]?: Exclude<T[P], undefined> } {
  const entries = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]);
  return Object.fromEntries(entries);
}

const PLACEHOLDER = {
  node: 'exports.handler = async () => ({ placeholder: true });\n',
  python: "def handler(event, context):\n    return {'placeholder': True}\n",
};

function zipOf(seed: NamedFunctionSeed): Uint8Array {
  const { code } = seed;
  if (code !== undefined && 'zip' in code) {
    return typeof code.zip === 'string' ? Buffer.from(code.zip, 'base64') : code.zip;
  }
  const python = (seed.runtime ?? '').startsWith('python');
  const placeholder = python ? { 'index.py': PLACEHOLDER.python } : { 'index.js': PLACEHOLDER.node };
  const files = Object.entries(code?.files ?? placeholder).map(
    ([path, content]) => [path, Buffer.from(content)] as const,
  );
  return zipSync(Object.fromEntries(files), { mtime: new Date('1980-01-01T00:00:00') });
}
