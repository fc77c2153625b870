/**
 * Finds each function in the cloud: by its name where that is known, by the stack's resources else, or by a search.
 * Each stack is listed at most once a run.
 */
import {
  afterHint,
  type DeployedState,
  type DeployPorts,
  type ExpectedFunction,
  failed,
  type NameHint,
  type Notice,
  type Result,
  type StackOwner,
  success,
} from '@nx-lambda/core';
import { createFunctionSearcher } from './search-functions.ts';

export type LocatePorts = Pick<DeployPorts, 'stacks' | 'names'> & {
  readonly lambda: Pick<DeployPorts['lambda'], 'getFunction' | 'listFunctions'>;
};

export interface FunctionLocator {
  locate(expected: ExpectedFunction): Promise<DeployedState>;
  /** What went wrong with remembered names: it costs time, never truth. */
  readonly notices: readonly Notice[];
}

/** Physical names of a stack's Lambda functions by logical id, nested stacks as `Child/Function`; undefined: no stack. */
type StackNames = ReadonlyMap<string, string> | undefined;

export function createFunctionLocator(
  account: { readonly accountId: string; readonly region: string },
  ports: LocatePorts,
  signal?: AbortSignal,
): FunctionLocator {
  const notices: Notice[] = [];
  const noteFailure = (result: Result<unknown>): void => {
    if (!result.ok) notices.push(...result.failures);
  };
  const recalled = onceEach(async (stackName: string) => {
    const names = await ports.names.recall({ ...account, stackName });
    noteFailure(names);
    return names.ok ? (names.value ?? {}) : {};
  });
  const listed = onceEach(async (stackName: string): Promise<Result<StackNames>> => {
    const names = await listFunctions(stackName, '', ports, signal);
    if (names.ok && names.value !== undefined) {
      noteFailure(await ports.names.remember({ ...account, stackName }, Object.fromEntries(names.value)));
    }
    return names;
  });

  const searchFor = createFunctionSearcher(account, ports, noteFailure, signal);

  async function locate({ owner, hint, search }: ExpectedFunction): Promise<DeployedState> {
    if (search !== undefined) return searchFor(search);
    const best = hint ?? (owner && (await rememberedName(owner)));
    if (best === undefined) return owner === undefined ? { kind: 'missing' } : askStack(owner);
    const found = await read(best.name);
    if (found.kind !== 'found' && found.kind !== 'missing') return found;
    const deployed = found.kind === 'found' ? found.function : undefined;
    if (owner === undefined || afterHint(best, owner, deployed) === 'take') return found;
    const fromStack = await askStack(owner, found);
    // An assumed name that leads to a function is judged by the guards where the stack has nothing to say.
    return fromStack.kind !== 'found' && best.trust === 'assumed' && found.kind === 'found' ? found : fromStack;
  }

  async function rememberedName(owner: StackOwner): Promise<NameHint | undefined> {
    const name = (await recalled(owner.stackName))[owner.logicalId];
    return name === undefined ? undefined : { name, trust: 'remembered' };
  }

  async function askStack(owner: StackOwner, known?: DeployedState): Promise<DeployedState> {
    const names = await listed(owner.stackName);
    if (!names.ok) return { kind: 'unreadable', failure: names.failures[0] };
    if (names.value === undefined) return { kind: 'no-stack', stackName: owner.stackName };
    const physicalName = names.value.get(owner.logicalId);
    if (physicalName === undefined) return { kind: 'missing' };
    if (known?.kind === 'found' && known.function.physicalName === physicalName) return known;
    return read(physicalName);
  }

  async function read(physicalName: string): Promise<DeployedState> {
    const found = await ports.lambda.getFunction(physicalName, signal);
    if (!found.ok) return { kind: 'unreadable', physicalName, failure: found.failures[0] };
    return found.value === undefined ? { kind: 'missing', physicalName } : { kind: 'found', function: found.value };
  }

  return { locate, notices };
}

async function listFunctions(
  stackName: string,
  prefix: string,
  ports: LocatePorts,
  signal?: AbortSignal,
): Promise<Result<StackNames>> {
  const resources = await ports.stacks.listResources(stackName, signal);
  if (!resources.ok) return resources;
  if (resources.value === undefined) return success(undefined);
  const names = new Map<string, string>();
  for (const { type, logicalId, physicalId } of resources.value) {
    if (type === 'AWS::Lambda::Function') names.set(`${prefix}${logicalId}`, physicalId);
    if (type !== 'AWS::CloudFormation::Stack') continue;
    const nested = await listFunctions(physicalId, `${prefix}${logicalId}/`, ports, signal);
    if (!nested.ok) return failed(...nested.failures);
    for (const [id, name] of nested.value ?? []) names.set(id, name);
  }
  return success(names);
}

function onceEach<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const started = new Map<string, Promise<T>>();
  return (key) => {
    const known = started.get(key) ?? read(key);
    started.set(key, known);
    return known;
  };
}
