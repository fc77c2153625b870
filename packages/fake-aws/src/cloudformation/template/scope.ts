import type { Json, JsonObject } from '../../json.ts';
import type { Template } from './template.ts';

/** What functions may ask while a template is evaluated. Each throws what CloudFormation would answer. */
export interface Scope {
  readonly template: Template;
  readonly region: string;
  readonly account: string;
  /** AWS::LanguageExtensions is in force: defaults in FindInMap, functions in more places. */
  readonly extended: boolean;
  /** Parameters and pseudo parameters; undefined for AWS::NoValue. */
  readonly values: ReadonlyMap<string, Json | undefined>;
  condition(name: string): boolean;
  /** What Ref of a resource gives. */
  resource(logicalId: string): Json;
  attribute(logicalId: string, name: string): Json;
  imported(exportName: string): Json;
}

/** What a scope without resources is made of: conditions and mappings are known before anything exists. */
export type StaticScope = Omit<Scope, 'resource' | 'attribute' | 'imported' | 'condition'>;

/** Pseudo parameters (User Guide, "Get AWS values using pseudo parameters"). */
export function pseudoParameters(stack: {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly notificationArns?: readonly string[];
}): readonly (readonly [string, Json | undefined])[] {
  const china = stack.region.startsWith('cn-');
  const partition = china ? 'aws-cn' : stack.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return [
    ['AWS::AccountId', stack.account],
    ['AWS::NotificationARNs', stack.notificationArns ?? []],
    ['AWS::NoValue', undefined],
    ['AWS::Partition', partition],
    ['AWS::Region', stack.region],
    ['AWS::StackId', stack.id],
    ['AWS::StackName', stack.name],
    ['AWS::URLSuffix', china ? 'amazonaws.com.cn' : 'amazonaws.com'],
  ];
}

export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set(
  pseudoParameters({ account: '', region: '', id: '', name: '' }).map(([name]) => name),
);

/** The only member's name and value, if the object is a function call or a Ref. */
export function functionCall(value: JsonObject): readonly [name: string, argument: Json] | undefined {
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return undefined;
  const [name] = only;
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? only : undefined;
}
