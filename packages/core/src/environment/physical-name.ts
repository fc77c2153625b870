/** A function's physical name, evaluated from what the template or lambda.config.json says about it. */
import { type Failure, failed, type Result, success } from '../failure.ts';
import type { NameExpression, NameReference } from '../service/service.ts';

export interface NameFacts {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  /** The environment's name. */
  readonly environment: string;
  readonly service: string;
  /** Values of template parameters that are known, which go before assumed ones. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export type EvaluatedName =
  /** `assumed` lists the parameters whose value was taken from a default or a file: the stack may have others. */
  | { readonly kind: 'name'; readonly name: string; readonly assumed: readonly string[] }
  /** Only the stack knows. */
  | { readonly kind: 'open'; readonly parameters: readonly string[] };

/** Lambda's rule for function names. */
const functionName = /^[A-Za-z0-9_-]{1,64}$/;

export function evaluateName(expression: NameExpression, facts: NameFacts): Result<EvaluatedName> {
  const found = evaluateExpression(expression, facts);
  return found.kind === 'open' || functionName.test(found.name)
    ? success(found)
    : failed(invalidFunctionName(found.name));
}

/** Whatever it names. */
export function evaluateExpression(expression: NameExpression, facts: NameFacts): EvaluatedName {
  const assumed: string[] = [];
  const open: string[] = [];
  const parts = expression.map((part) => {
    if (typeof part === 'string') return part;
    const known = knownValue(part, facts);
    if (known !== undefined) return known;
    if (part.assumed === undefined) open.push(part.ref);
    else assumed.push(part.ref);
    return part.assumed ?? '';
  });
  return open.length > 0 ? { kind: 'open', parameters: open } : { kind: 'name', name: parts.join(''), assumed };
}

function knownValue({ ref, assumed }: NameReference, facts: NameFacts): string | undefined {
  const parameter = facts.parameters?.[ref];
  if (parameter !== undefined) return parameter;
  // A template parameter may be called like a placeholder of lambda.config.json; those never have an assumed value.
  if (assumed !== undefined) return undefined;
  switch (ref) {
    case 'AWS::StackName':
      return facts.stackName;
    case 'AWS::Region':
      return facts.region;
    case 'AWS::AccountId':
      return facts.accountId;
    case 'AWS::Partition':
      return partitionOf(facts.region);
    case 'environment':
      return facts.environment;
    case 'service':
      return facts.service;
    default:
      return undefined;
  }
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

function invalidFunctionName(name: string): Failure {
  return {
    code: 'NXL-ENVIRONMENT-FUNCTION-NAME',
    message: `"${name}" is no name that Lambda takes for a function.`,
    advice: 'Use only letters, digits, "-" and "_" in the function name, 64 characters at most.',
  };
}
