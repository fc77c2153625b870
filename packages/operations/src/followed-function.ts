/** One function's definition while it is edited: its code is made anew in the way that the definition says now. */
import {
  codeIdentity,
  type FunctionInputs,
  failed,
  type InfrastructureDigest,
  type LambdaFunction,
  type LocalCodePort,
  type Notice,
  provisionNotice,
  type Result,
  type Service,
  success,
  touchesDefinition,
} from '@nx-lambda/core';
import { definitionFilesOf, unreadable } from './watch-state.ts';

export interface FollowRequest {
  readonly service: Service;
  readonly function: LambdaFunction;
  readonly environment: string;
  /** The name of the target that provisions a service, for messages. */
  readonly provisionTarget: string;
}

export interface FollowPorts {
  /** As its definitions say now; undefined: it is not there any more. */
  readonly readService: () => Promise<Service | undefined>;
  readonly code: (fn: LambdaFunction) => LocalCodePort;
  readonly scan: (services: readonly Service[]) => Promise<readonly FunctionInputs[]>;
  /** Undefined: the service has no template, or one that can't be read. */
  readonly infrastructure: (service: Service) => Promise<InfrastructureDigest | undefined>;
  /** Of a workspace-relative path. */
  readonly exists: (path: string) => boolean;
}

export interface FollowedFunction {
  /** Of the function as it is defined by now. */
  readonly code: LocalCodePort;
  readonly handler: () => string;
  readonly definition: FollowedDefinition;
}

export interface FollowedDefinition {
  /** Takes in what was saved; nothing before the first run. A failure: what was known goes on. */
  follow(files: readonly string[]): Promise<Result<DefinitionChange>>;
  /** Workspace-relative paths that count beside those that the code was made of; they may be absent. */
  paths(): Promise<readonly string[]>;
}

export interface DefinitionChange {
  /** The code is built, or the function called, in another way than before. */
  readonly isNew: boolean;
  /** What has to be provisioned before it counts. */
  readonly notices: readonly Notice[];
}

const UNCHANGED: DefinitionChange = { isNew: false, notices: [] };

export function followFunction(request: FollowRequest, ports: FollowPorts): FollowedFunction {
  let { service, function: fn } = request;
  let code = ports.code(fn);
  let infrastructure: Promise<InfrastructureDigest | undefined> | undefined;
  let sources: ReadonlySet<string> = new Set();

  /** Of earlier definitions: a process that stands by in such a folder is ended before the next code is made. */
  let stale: readonly LocalCodePort[] = [];

  const change = (next: LambdaFunction): boolean => {
    if (codeIdentity(next) === codeIdentity(fn)) return false;
    stale = [...stale, code];
    fn = next;
    code = ports.code(fn);
    return true;
  };
  const removeStale = async () => {
    for (const each of stale) await each.remove();
    stale = [];
  };

  return {
    code: {
      async place() {
        await removeStale();
        return code.place();
      },
      async remove() {
        await removeStale();
        await code.remove();
      },
    },
    handler: () => fn.handler,
    definition: {
      async follow(files) {
        infrastructure ??= ports.infrastructure(service);
        const isUsed = (path: string) => sources.has(path) && ports.exists(path);
        if (!touchesDefinition(service.definitionFiles, new Set(files), isUsed)) return success(UNCHANGED);
        const read = await ports.readService();
        if (read === undefined) return failed(unreadable(service));
        const [failure, ...others] = read.failures;
        if (failure !== undefined) {
          service = { ...service, definitionFiles: definitionFilesOf(service, read) };
          return failed(failure, ...others);
        }
        const before = await infrastructure;
        service = read;
        infrastructure = ports.infrastructure(service);
        const next = read.functions.find(({ logicalId }) => logicalId === fn.logicalId);
        if (next === undefined) return failed(undefinedFunction(service, fn));
        const { environment, provisionTarget } = request;
        const subject = { service: service.name, environment, provisionTarget, meanwhile: MEANWHILE };
        const notice = provisionNotice(subject, before, await infrastructure);
        return success({ isNew: change(next), notices: notice === undefined ? [] : [notice] });
      },
      async paths() {
        const [inputs] = await ports.scan([{ ...service, functions: [fn], layers: [], definitionFiles: [] }]);
        sources = new Set(inputs?.files);
        return [...(inputs?.settings ?? []), ...(inputs?.absent ?? []), ...service.definitionFiles];
      },
    },
  };
}

const MEANWHILE = 'until then it runs with the settings that are deployed';

function undefinedFunction({ name }: Service, { logicalId }: LambdaFunction) {
  return {
    code: 'NXL-INVOKE-UNKNOWN-FUNCTION',
    message: `${name} has no function ${logicalId} any more.`,
    advice: 'Put it back, or end this watch and start one for another function.',
  } as const;
}
