/** Values of template parameters from SSM's Parameter Store: the last part of a name is the template parameter's. */

import { expandPattern } from '../environment/placeholders.ts';
import { servicePart } from '../environment/stack-name.ts';
import { type Failure, failed, type Result, success } from '../failure.ts';
import type { ParameterSource } from './parameters.ts';

/** A parameter directly under a path, as GetParametersByPath tells of it without decryption. */
export type StoredParameter = { readonly name: string } & (
  | { readonly kind: 'text'; readonly value: string }
  /** A SecureString: what it holds is not asked for. */
  | { readonly kind: 'secure' }
);

export interface ParameterStorePort {
  /** All pages. A path with nothing under it is no error. `path` begins with `/` and does not end with it. */
  under(path: string, signal?: AbortSignal): Promise<Result<readonly StoredParameter[]>>;
}

/** The option `parameterPath` for one service. */
export function parameterPaths(
  patterns: readonly string[],
  { service, environment }: { readonly service: string; readonly environment: string },
): Result<readonly string[]> {
  const values: Readonly<Record<string, string>> = { service: servicePart(service), environment };
  const expanded = patterns.map((pattern) => ({ pattern, ...expandPattern(pattern, (name) => values[name]) }));
  const [first, ...others] = expanded.flatMap(({ pattern, unknown }) =>
    unknown.length === 0 ? [] : [unknownPlaceholder(pattern, unknown)],
  );
  if (first !== undefined) return failed(first, ...others);
  return success(expanded.map(({ text }) => text.replace(/\/+$/, '')));
}

/** One source a parameter, so that each value is told with its full name. */
export function storedSources(parameters: readonly StoredParameter[]): readonly ParameterSource[] {
  return parameters.map((parameter): ParameterSource => {
    const key = parameter.name.slice(parameter.name.lastIndexOf('/') + 1);
    const origin = `ssm:${parameter.name}`;
    return parameter.kind === 'text'
      ? { origin, values: { [key]: parameter.value }, shared: true }
      : { origin, values: {}, withheld: { [key]: secureString(parameter.name) }, shared: true };
  });
}

function secureString(name: string): Failure {
  return {
    code: 'NXL-PROVISION-SECURE-STRING',
    message: `${name} is a SecureString, which is never read on this machine.`,
    advice: `Let the property that needs it say {{resolve:ssm-secure:${name}}}, or {{resolve:secretsmanager:…}} where CloudFormation takes no ssm-secure, or let the code read it.`,
  };
}

function unknownPlaceholder(pattern: string, [name]: readonly string[]): Failure {
  return {
    code: 'NXL-OPTION-VALUE',
    message: `The plugin option "parameterPath" has "${pattern}" with {${name}}, which does not exist.`,
    advice: 'Use {service} or {environment} in it.',
  };
}
