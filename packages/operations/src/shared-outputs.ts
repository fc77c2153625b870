/** Outputs of stacks that an environment uses instead of making their resources itself, as values of parameters. */
import {
  expandPattern,
  type Failure,
  failed,
  type ParameterSource,
  type Result,
  type Service,
  type StackOperationsPort,
  success,
} from '@nx-lambda/core';

export type SharedStacksPort = Pick<StackOperationsPort, 'describe'>;

/** A source a stack, in the order in which they are named. These stacks are only read: they need be nobody's environment. */
export async function sharedOutputs(
  { name: service, sharedStacks = [], config }: Pick<Service, 'name' | 'sharedStacks' | 'config'>,
  environment: string,
  stacks: SharedStacksPort,
  signal?: AbortSignal,
): Promise<Result<readonly ParameterSource[]>> {
  const failures: Failure[] = [];
  const sources: ParameterSource[] = [];
  for (const pattern of sharedStacks) {
    const { text: stack } = expandPattern(pattern, (name) => ({ environment, service })[name]);
    const described = await stacks.describe(stack, signal);
    if (!described.ok) failures.push(...described.failures);
    else if (described.value === undefined || described.value.status === 'REVIEW_IN_PROGRESS') {
      failures.push(missing(service, stack, config));
    } else {
      const values = Object.fromEntries(described.value.outputs.map(({ key, value }) => [key, value]));
      sources.push({ origin: `outputs of ${stack}`, values, shared: true });
    }
  }
  const [first, ...others] = failures;
  return first === undefined ? success(sources) : failed(first, ...others);
}

function missing(service: string, stack: string, config: string | undefined): Failure {
  return {
    code: 'NXL-PROVISION-SHARED-STACK',
    message: `${service} uses the outputs of the stack ${stack}, which does not exist in this account and region.`,
    advice: `Correct \`shared\` in ${config === undefined ? 'nx.json' : 'lambda.config.json'}, or make that stack first.`,
    ...(config === undefined ? {} : { place: { file: config, line: 1, column: 1 } }),
  };
}
