/** Reads the state of services' stacks, for `status-feature`. */
import {
  mayHaveEndpoints,
  type ProvisionPorts,
  presentStack,
  resolveStackName,
  type Service,
  type StackEndpoint,
  type StackPort,
  type StackStatus,
  stackEndpoints,
  success,
  type TemplateFilesPort,
  templateInfrastructure,
  waitingInfrastructure,
  webSocketApis,
} from '@nx-lambda/core';
import pLimit from 'p-limit';

export interface StackStatusPorts {
  readonly stacks: Pick<ProvisionPorts['stacks'], 'describe' | 'describeAll' | 'metadata'>;
  readonly resources: Pick<StackPort, 'listResources'>;
  readonly templates: Pick<TemplateFilesPort, 'document'>;
}

/** As long as the functions of as many stacks take; CloudFormation throttles those who ask many more at once. */
const READS_AT_ONCE = 8;
/** So many stacks are looked up in the list of all, some hundred a call, rather than one by one. */
const LISTED_FROM = 20;

/** Services without a template have no stack to tell of. */
export async function readStacks(
  services: readonly Service[],
  names: { readonly environment: string; readonly option: string; readonly region: string },
  { stacks, resources, templates }: StackStatusPorts,
  now: number,
  signal: AbortSignal | undefined,
): Promise<readonly StackStatus[]> {
  const limit = pLimit(READS_AT_ONCE);
  const describe = await describer(services.filter(({ template }) => template !== undefined).length, stacks, signal);
  const read = async (service: Service, template: string): Promise<StackStatus> => {
    const own = service.stackName === undefined ? {} : { own: service.stackName };
    const name = resolveStackName({ ...names, ...own, service: service.name });
    const subject = { service: service.name, stackName: name.ok ? name.value : service.name };
    if (!name.ok) return { ...subject, kind: 'unreadable', failure: name.failures[0] };
    const described = await describe(subject.stackName);
    if (!described.ok) return { ...subject, kind: 'unreadable', failure: described.failures[0] };
    if (described.value === undefined) return { ...subject, kind: 'missing' };
    const metadata = await stacks.metadata(subject.stackName, signal);
    const here = metadata.ok ? templateInfrastructure(template, templates.document) : undefined;
    const waiting = metadata.ok ? waitingInfrastructure(metadata.value, here) : undefined;
    const endpoints = await endpointsOf(subject.stackName, template);
    return presentStack(service.name, described.value, waiting, now, endpoints);
  };
  /** Undefined: not known. Nothing fails by it. */
  const endpointsOf = async (stackName: string, template: string): Promise<readonly StackEndpoint[] | undefined> => {
    const document = templates.document(template);
    if (document === undefined || !mayHaveEndpoints(document.source.text)) return undefined;
    const found = await resources.listResources(stackName, signal);
    return found.ok && found.value
      ? stackEndpoints(found.value, names.region, webSocketApis(document.root))
      : undefined;
  };
  return Promise.all(
    services.flatMap((service) => {
      const { template } = service;
      return template === undefined ? [] : [limit(() => read(service, template))];
    }),
  );
}

type Describe = (stackName: string) => ReturnType<StackStatusPorts['stacks']['describe']>;

/** Whoever may not list all stacks may still ask for each. */
async function describer(
  count: number,
  stacks: StackStatusPorts['stacks'],
  signal: AbortSignal | undefined,
): Promise<Describe> {
  const one: Describe = (stackName) => stacks.describe(stackName, signal);
  if (count < LISTED_FROM) return one;
  const all = await stacks.describeAll(signal);
  if (!all.ok) return one;
  const byName = new Map(all.value.map((stack) => [stack.name, stack]));
  return async (stackName) => success(byName.get(stackName));
}
