/** Which CloudFormation stack holds a service in a feature environment. */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { expandPattern } from './placeholders.ts';

export interface StackNameFacts {
  /** The service's name. */
  readonly service: string;
  /** The service's own pattern or fixed name (lambda.config.json, samconfig.toml). */
  readonly own?: string;
  /** The plugin's option. Both patterns may use {service} and {environment}. */
  readonly option: string;
  /** The environment's name. */
  readonly environment: string;
}

/** CloudFormation's rule for stack names. */
const stackName = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** A service called `@shop/orders` gives the part `shop-orders`; a result that CloudFormation would refuse is a failure. */
export function resolveStackName(facts: StackNameFacts): Result<string> {
  const pattern = facts.own ?? facts.option;
  const { text, unknown } = expandPattern(pattern, (name) => {
    if (name === 'service') return servicePart(facts.service);
    if (name === 'environment') return facts.environment;
    return undefined;
  });
  if (unknown.length > 0) {
    return failed({
      code: 'NXL-ENVIRONMENT-PLACEHOLDER',
      message: `The stack name "${pattern}" of ${facts.service} uses {${unknown[0]}}, which does not exist.`,
      advice: 'Use {service} or {environment} in it.',
    });
  }
  return stackName.test(text) ? success(text) : failed(invalidStackName(text, facts.service));
}

/** A service's name as a part of a name or path: `shop-orders` of `@shop/orders`. */
export function servicePart(service: string): string {
  return service.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}

function invalidStackName(text: string, service: string): Failure {
  return {
    code: 'NXL-ENVIRONMENT-STACK-NAME',
    message: `"${text}", made for ${service}, is no name that CloudFormation takes.`,
    advice:
      'Set stackName to a name that begins with a letter and has only letters, digits and "-", 128 characters at most.',
  };
}
