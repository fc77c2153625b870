/**
 * What the stacks of services hand to one another, as far as templates tell it before there is an environment: names are
 * evaluated for one that is made up, the same for all.
 */
import { posix } from 'node:path';
import {
  type NameLinks,
  nameLinks,
  type PluginOptions,
  resolveStackName,
  type Service,
  type ServiceFiles,
  templateScope,
} from '@nx-lambda/core';
import { parameterValues } from './environment-files.ts';

export interface StackLinks {
  readonly links: NameLinks;
  /** Files, present or not, that the names depend on beside those that define the service. */
  readonly files: readonly string[];
}

/** No environment is called so: a name that is equal for it is equal for every environment. */
const PROBE = 'nx-lambda-probe';

/** Most templates have none of these, and are not read again. */
const LINKING = /ImportValue|\bExport\b|SSM::Parameter|resolve:ssm:/;

/** By service; one whose template has no such names is left out. */
export function stackLinks(
  files: ServiceFiles,
  services: readonly Service[],
  options: Pick<PluginOptions, 'stackName' | 'parameters'>,
): ReadonlyMap<string, StackLinks> {
  const found = new Map<string, StackLinks>();
  for (const service of services) {
    const { template } = service;
    if (template === undefined || !LINKING.test(files.text(template) ?? '')) continue;
    const root = files.document(template)?.root;
    if (root === undefined) continue;
    const own = service.stackName === undefined ? {} : { own: service.stackName };
    const stack = resolveStackName({ service: service.name, option: options.stackName, environment: PROBE, ...own });
    const byEnvironment = posix.join(posix.dirname(template), 'environments', 'default.json');
    const values = knownParameters(service, byEnvironment, options, files);
    const known = (ref: string) => (ref === 'AWS::StackName' && stack.ok ? stack.value : undefined);
    found.set(service.name, { links: nameLinks(root, templateScope(root, values), known), files: [byEnvironment] });
  }
  return found;
}

/** The sources that are the same for all environments, the weakest first. */
function knownParameters(
  service: Service,
  byEnvironment: string,
  { parameters }: Pick<PluginOptions, 'parameters'>,
  files: ServiceFiles,
): Readonly<Record<string, string>> {
  const document = files.document(byEnvironment);
  const read = document === undefined ? undefined : parameterValues(document);
  const values = { ...service.samParameters, ...parameters, ...(read?.ok ? read.value : {}) };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value.replaceAll('{environment}', PROBE).replaceAll('{service}', service.name),
    ]),
  );
}
