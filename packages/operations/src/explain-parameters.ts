/** Which value each parameter of a service's template has, where it comes from, and what is missing. Changes nothing. */
import {
  declaredParameters,
  type FeatureEnvironment,
  type IdentityPort,
  type ParameterSource,
  type ParametersReport,
  type PluginOptions,
  type Result,
  resolveParameters,
  resolveStackName,
  type Service,
  type StackOperationsPort,
  shownParameter,
  success,
  type TemplateFilesPort,
} from '@nx-lambda/core';
import { keptValues } from './kept-values.ts';

export interface ParametersRequest {
  readonly service: Service;
  readonly environment: FeatureEnvironment;
  readonly options: Pick<PluginOptions, 'stackName'>;
  /** Asked once it is known who asks. */
  readonly sources: () => Promise<Result<readonly ParameterSource[]>>;
}

export interface ParametersPorts {
  readonly identity: IdentityPort;
  readonly stacks: Pick<StackOperationsPort, 'describe' | 'parameterDefaults'>;
  readonly templates: Pick<TemplateFilesPort, 'document'>;
}

export async function explainParameters(
  { service, environment, options, sources }: ParametersRequest,
  ports: ParametersPorts,
  signal?: AbortSignal,
): Promise<Result<ParametersReport>> {
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const own = service.stackName === undefined ? {} : { own: service.stackName };
  const named = { service: service.name, option: options.stackName, environment: environment.name, ...own };
  const stackName = resolveStackName(named);
  if (!stackName.ok) return stackName;
  const given = await sources();
  if (!given.ok) return given;
  const stack = await ports.stacks.describe(stackName.value, signal);
  if (!stack.ok) return stack;
  const document = service.template === undefined ? undefined : ports.templates.document(service.template);
  const declared = declaredParameters(document?.root);
  const kept = await keptValues({ stack: stack.value, declared, sources: given.value }, ports.stacks, signal);
  if (!kept.ok) return kept;
  const { values, failures } = resolveParameters(declared, given.value, kept.value);
  const { accountId, region } = identity.value;
  return success({
    schema: 1,
    command: 'parameters-feature',
    service: service.name,
    environment: environment.name,
    stackName: stackName.value,
    accountId,
    callerArn: identity.value.arn,
    region,
    parameters: values.map(shownParameter),
    problems: [...service.failures, ...failures],
  });
}
