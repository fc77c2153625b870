import type { JsonObject } from '../json.ts';
import type { ParameterValue } from './template/parameters.ts';
import { pseudoParameters, type StaticScope } from './template/scope.ts';
import type { Template } from './template/template.ts';

/** What a stack is to become: a template with its parameters resolved. Nothing here depends on a resource. */
export interface Target {
  /** As it was given. */
  readonly body: string;
  /** With its transforms applied. */
  readonly processed: JsonObject;
  readonly template: Template;
  /** AWS::LanguageExtensions is in force. */
  readonly extended: boolean;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

export interface StackIdentity {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly name: string;
}

export function staticScope(target: Target, stack: StackIdentity): StaticScope {
  const parameters = [...target.parameters].map(([key, parameter]) => [key, parameter.value] as const);
  return {
    template: target.template,
    region: stack.region,
    account: stack.account,
    extended: target.extended,
    values: new Map([...pseudoParameters({ ...stack, notificationArns: target.notificationArns }), ...parameters]),
  };
}
