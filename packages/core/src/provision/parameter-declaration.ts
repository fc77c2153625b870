/** What a template says of one of its parameters. */
import type { ScalarNode } from '../service/template-node.ts';

export interface ParameterDeclaration {
  readonly name: string;
  /** As CloudFormation names it, e.g. `String`, `List<Number>`, `AWS::SSM::Parameter::Value<String>`. */
  readonly type: string;
  readonly default?: string;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly constraintDescription?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  /** Its value is never shown. */
  readonly secret: boolean;
  readonly node: ScalarNode;
}
