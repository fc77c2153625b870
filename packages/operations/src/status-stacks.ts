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
  type TemplateFilesPort,
  templateInfrastructure,
  waitingInfrastructure,
  webSocketApis,
} from '@nx-lambda/core';
import pLimit from 'p-limit';

export interface StackStatusPorts {
  readonly stacks: Pick<ProvisionPorts['stacks'], 'describe' | 'metadata'>;
  readonly resources: Pick<StackPort, 'listResources'>;
  readonly templates: Pick<TemplateFilesPort, 'document'>;
}

/** CloudFormation throttles those who ask more at once. */
const READS_AT_ONCE = 4;

/** Services without a template have no stack to tell of. */
export async function readStacks(
  services: readonly Service[],
  names: { readonly environment: string; readonly option: string; readonly region: string },
  { stacks, resources, templates }: StackStatusPorts,
  now: number,
  signal: AbortSignal | undefined,
): Promise<readonly StackStatus[]> {
  const limit = pLimit(READS_AT_ONCE);
  const read = async (service: Service, template: string): Promise<StackStatus> => {
    const own = service.stackName === undefined ? {} : { own: service.stackName };
    const name = resolveStackName({ ...names, ...own, service: service.name });
    const subject = { service: service.name, stackName: name.ok ? name.value : service.name };
    if (!name.ok) return { ...subject, kind: 'unreadable', failure: name.failures[0] };
    const described = await stacks.describe(subject.stackName, signal);
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
