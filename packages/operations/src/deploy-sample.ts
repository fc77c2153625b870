/**
 * A cloud in memory and a clock moved by hand, for the tests of deployments. It keeps just the rules that matter here:
 * RevisionId, one update at a time, and a settling that takes some looks.
 */
import {
  type ArtifactManifest,
  bytesBody,
  type DeployedAlias,
  type DeployedFunction,
  type DeploymentRecord,
  type DeployPorts,
  ENVIRONMENT_TAG,
  type Failure,
  FUNCTIONS_PER_PAGE,
  failed,
  type LambdaEvent,
  type LambdaFunction,
  type PublishVersionRequest,
  type Service,
  type StackResource,
  success,
  type UpdateAliasRequest,
  type UpdateCodeRequest,
} from '@nx-lambda/core';
import type { DeployRequest } from './deploy-request.ts';
import { createSampleKept, type SampleKept } from './kept-sample.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

export interface SampleCloud {
  readonly ports: DeployPorts;
  readonly functions: Map<string, DeployedFunction>;
  /** By `function:name`. */
  readonly aliases: Map<string, DeployedAlias>;
  /** By `function:number`. */
  readonly versions: Map<string, DeployedFunction>;
  readonly stacks: Map<string, StackResource[]>;
  /** By `service/logicalId`; the zip's bytes are the text of its codeSha256. */
  readonly artifacts: Map<string, ArtifactManifest>;
  readonly names: Map<string, Readonly<Record<string, string>>>;
  readonly records: Map<string, DeploymentRecord>;
  readonly objects: Map<string, Uint8Array>;
  readonly kept: SampleKept;
  /** `getFunction orders-api`, `updateFunctionCode orders-api`, … in order. */
  readonly calls: string[];
  readonly events: LambdaEvent[];
  /** Looks at a function that still answer InProgress after an update. */
  settlingLooks: number;
  /** Runs before an update is judged; a failure is answered instead. */
  beforeUpdate: (request: UpdateCodeRequest) => Failure | undefined;
  /** Runs after an update was taken; a failure is answered although it was. */
  afterUpdate: (request: UpdateCodeRequest) => Failure | undefined;
  /** Looks at a published version that still answer Pending. */
  pendingLooks: number;
  /** Run before and after an alias is moved, and before a version is published; a failure is answered instead. */
  beforeMove: (request: UpdateAliasRequest) => Failure | undefined;
  afterMove: (request: UpdateAliasRequest) => Failure | undefined;
  beforePublish: (request: PublishVersionRequest) => Failure | undefined;
  readonly mutations: () => readonly string[];
}

export function createSampleCloud(): SampleCloud {
  let time = 1_000_000;
  let revisions = 0;
  const settling = new Map<string, number>();
  const pending = new Map<string, number>();
  const cloud: SampleCloud = {
    functions: new Map(),
    aliases: new Map(),
    versions: new Map(),
    pendingLooks: 0,
    beforeMove: () => undefined,
    afterMove: () => undefined,
    beforePublish: () => undefined,
    stacks: new Map(),
    artifacts: new Map(),
    names: new Map(),
    records: new Map(),
    objects: new Map(),
    kept: createSampleKept(),
    calls: [],
    events: [],
    settlingLooks: 2,
    beforeUpdate: () => undefined,
    afterUpdate: () => undefined,
    mutations: () =>
      cloud.calls.filter((call) => !/^(?:getFunction|getAlias|listFunctions|listResources|identity) ?/.test(call)),
    ports: {
      clock: {
        now: () => time,
        // Time passes by waiting alone. Whoever waits longest is let go last.
        wait: async (ms, signal) => {
          for (let turns = 0; turns < ms / 50; turns++) await Promise.resolve();
          if (!signal?.aborted) time += ms;
        },
      },
      identity: {
        callerIdentity: async () => {
          cloud.calls.push('identity');
          return success({ accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/anna`, region: REGION });
        },
      },
      lambda: {
        getFunction: async (name) => {
          cloud.calls.push(`getFunction ${name}`);
          if (name.includes(':')) return success(qualified(cloud, name, pending));
          const left = settling.get(name) ?? 0;
          const found = cloud.functions.get(name);
          if (left === 0 || found === undefined) return success(found);
          settling.set(name, left - 1);
          if (left === 1)
            cloud.functions.set(name, { ...found, lastUpdateStatus: 'Successful', revisionId: `r${++revisions}` });
          return success({ ...found, lastUpdateStatus: 'InProgress' });
        },
        listFunctions: async (marker) => {
          cloud.calls.push(`listFunctions ${marker ?? ''}`.trim());
          const from = Number(marker ?? 0);
          const all = [...cloud.functions.values()];
          const functions = all
            .slice(from, from + FUNCTIONS_PER_PAGE)
            .map(({ tags: _tags, state: _state, lastUpdateStatus: _status, ...fn }) => fn);
          const next = from + FUNCTIONS_PER_PAGE;
          return success({ functions, ...(next < all.length && { next: String(next) }) });
        },
        updateFunctionCode: async (request) => {
          cloud.calls.push(`updateFunctionCode ${request.name} ${request.code.kind}`);
          const refused = cloud.beforeUpdate(request);
          if (refused !== undefined) return failed(refused);
          const found = cloud.functions.get(request.name);
          if (found === undefined) return failed({ code: 'NXL-AWS-NOT-FOUND', message: 'Gone.', advice: 'None.' });
          if ((settling.get(request.name) ?? 0) > 0) return failed(busy);
          if (found.revisionId !== request.revisionId) return failed(changed);
          const bytes = request.code.kind === 'zip' ? request.code.bytes : cloud.objects.get(request.code.key);
          const codeSha256 = new TextDecoder().decode(bytes);
          const revisionId = `r${++revisions}`;
          settling.set(request.name, cloud.settlingLooks);
          const lastUpdateStatus = cloud.settlingLooks > 0 ? 'InProgress' : 'Successful';
          cloud.functions.set(request.name, { ...found, codeSha256, revisionId, lastUpdateStatus });
          const lost = cloud.afterUpdate(request);
          return lost === undefined ? success({ codeSha256, revisionId }) : failed(lost);
        },
        getAlias: async (name, alias) => {
          cloud.calls.push(`getAlias ${name}:${alias}`);
          return success(cloud.aliases.get(`${name}:${alias}`));
        },
        publishVersion: async (request) => {
          const { name, codeSha256, revisionId } = request;
          cloud.calls.push(`publishVersion ${name}`);
          const refused = cloud.beforePublish(request);
          if (refused !== undefined) return failed(refused);
          const latest = cloud.functions.get(name);
          if (latest === undefined) return failed({ code: 'NXL-AWS-NOT-FOUND', message: 'Gone.', advice: 'None.' });
          if ((settling.get(name) ?? 0) > 0) return failed(busy);
          if (latest.revisionId !== revisionId) return failed(changed);
          if (latest.codeSha256 !== codeSha256) return failed(rejected);
          const numbers = [...cloud.versions.keys()].filter((key) => key.startsWith(`${name}:`)).length;
          const last = cloud.versions.get(`${name}:${numbers}`);
          if (last?.codeSha256 === codeSha256)
            return success({ version: String(numbers), codeSha256, state: 'Active' });
          const version = String(numbers + 1);
          pending.set(`${name}:${version}`, cloud.pendingLooks);
          cloud.versions.set(`${name}:${version}`, { ...latest, version, state: 'Active' });
          return success({ version, codeSha256, state: cloud.pendingLooks > 0 ? 'Pending' : 'Active' });
        },
        updateAlias: async (request) => {
          const { name, alias, version, revisionId } = request;
          cloud.calls.push(`updateAlias ${name}:${alias} ${version}`);
          const refused = cloud.beforeMove(request);
          if (refused !== undefined) return failed(refused);
          const found = cloud.aliases.get(`${name}:${alias}`);
          if (found === undefined) return failed({ code: 'NXL-AWS-NOT-FOUND', message: 'Gone.', advice: 'None.' });
          if (found.revisionId !== revisionId) return failed(changed);
          const moved = { ...found, version, revisionId: `r${++revisions}` };
          cloud.aliases.set(`${name}:${alias}`, moved);
          const lost = cloud.afterMove(request);
          return lost === undefined ? success(moved) : failed(lost);
        },
      },
      stacks: {
        listResources: async (stackName) => {
          cloud.calls.push(`listResources ${stackName}`);
          return success(cloud.stacks.get(stackName));
        },
      },
      objects: {
        putIfAbsent: async ({ bucket, key, body, onProgress }) => {
          cloud.calls.push(`putIfAbsent ${bucket}`);
          const stored = !cloud.objects.has(key);
          const bytes = await body.read(0, body.size);
          if (!bytes.ok) return bytes;
          onProgress?.(body.size, body.size);
          cloud.objects.set(key, bytes.value);
          return success({ stored });
        },
      },
      artifacts: {
        manifest: async (service, logicalId) => success(cloud.artifacts.get(`${service}/${logicalId}`)),
        zip: async (service, logicalId) =>
          success(new TextEncoder().encode(cloud.artifacts.get(`${service}/${logicalId}`)?.codeSha256)),
        withZip: (service, logicalId, use) =>
          use(bytesBody(new TextEncoder().encode(cloud.artifacts.get(`${service}/${logicalId}`)?.codeSha256))),
      },
      names: {
        recall: async ({ stackName }) => success(cloud.names.get(stackName)),
        remember: async ({ stackName }, names) => {
          cloud.names.set(stackName, names);
          return success(undefined);
        },
      },
      records: {
        recall: async ({ logicalId }) => success(cloud.records.get(logicalId)),
        remember: async (record) => {
          cloud.records.set(record.logicalId, record);
          return success(undefined);
        },
      },
    },
  };
  return cloud;
}

function qualified(
  cloud: SampleCloud,
  qualifiedName: string,
  pending: Map<string, number>,
): DeployedFunction | undefined {
  const [name = '', qualifier = ''] = qualifiedName.split(':');
  const version = cloud.aliases.get(qualifiedName)?.version ?? qualifier;
  const found = version === '$LATEST' ? cloud.functions.get(name) : cloud.versions.get(`${name}:${version}`);
  const looks = pending.get(`${name}:${version}`) ?? 0;
  pending.set(`${name}:${version}`, looks - 1);
  return found && { ...found, version, ...(looks > 0 && { state: 'Pending' }) };
}

/** Publishes what is deployed as version 1 and lets the alias `live` lead to it. */
export function addAlias(
  cloud: SampleCloud,
  fn: LambdaFunction,
  weights: DeployedAlias['weights'] = {},
): LambdaFunction {
  const physicalName = `orders-anna-${fn.logicalId}`;
  const latest = cloud.functions.get(physicalName);
  if (latest !== undefined) cloud.versions.set(`${physicalName}:1`, { ...latest, version: '1' });
  const alias = { name: 'live', version: '1', revisionId: `alias-${fn.logicalId}`, weights };
  cloud.aliases.set(`${physicalName}:live`, alias);
  return { ...fn, aliases: [{ name: ['live'], gradual: false }] };
}

const rejected: Failure = { code: 'NXL-AWS-REJECTED', message: 'Other code.', advice: 'None.' };
const busy: Failure = { code: 'NXL-AWS-CONFLICT', message: 'Busy.', advice: 'Wait.' };
const changed: Failure = { code: 'NXL-AWS-PRECONDITION', message: 'Changed.', advice: 'Read again.' };

/** Puts a function of the service `orders` and its artifact there; `built` and `deployed` are their codes. */
export function addFunction(
  cloud: SampleCloud,
  logicalId: string,
  { built, deployed, zipSize = 1000 }: { readonly built: string; readonly deployed: string; readonly zipSize?: number },
): LambdaFunction {
  const physicalName = `orders-anna-${logicalId}`;
  cloud.functions.set(physicalName, {
    physicalName,
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${physicalName}`,
    accountId: ACCOUNT,
    region: REGION,
    codeSha256: deployed,
    codeSize: 900,
    revisionId: `first-${logicalId}`,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architectures: ['x86_64'],
    packageType: 'Zip',
    state: 'Active',
    lastUpdateStatus: 'Successful',
    tags: {
      kind: 'read',
      tags: {
        [ENVIRONMENT_TAG]: 'anna',
        'aws:cloudformation:stack-name': 'orders-anna',
        'aws:cloudformation:logical-id': logicalId,
      },
    },
  });
  cloud.artifacts.set(`orders/${logicalId}`, {
    schema: 1,
    service: 'orders',
    function: logicalId,
    codeSha256: built,
    zipSize,
    unzippedSize: 2000,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    inputs: [{ path: `services/orders/${logicalId}.ts`, sha256: built }],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: [],
  });
  return {
    logicalId,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    source: { kind: 'directory', path: 'services/orders', assets: [] },
    address: { kind: 'name', expression: [{ ref: 'AWS::StackName' }, `-${logicalId}`] },
    place: { file: 'services/orders/template.yaml', line: 1, column: 1 },
  };
}

export function ordersService(functions: readonly LambdaFunction[]): Service {
  return {
    name: 'orders',
    root: 'services/orders',
    template: 'services/orders/template.yaml',
    functions,
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}

export function requestFor(functions: readonly LambdaFunction[], change: Partial<DeployRequest> = {}): DeployRequest {
  return {
    environment: { name: 'anna', origin: '--environment' },
    services: [ordersService(functions)],
    options: {
      stackName: '{service}-{environment}',
      accounts: [],
      protect: [],
      artifactPrefix: 'nx-lambda',
      concurrency: 4,
    },
    dryRun: false,
    why: false,
    notCompared: 0,
    timeout: 60_000,
    ...change,
  };
}
