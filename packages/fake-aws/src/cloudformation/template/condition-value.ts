import { isJsonList, isJsonObject, type Json, sameJson, scalarText } from '../../json.ts';
import { templateError } from '../failures.ts';
import { functionCall, type Scope } from './scope.ts';

type Evaluate = (value: Json, scope: Scope) => Json | undefined;

/** Whether a condition holds: the functions that give true or false. */
export function conditionValue(value: Json, scope: Scope, evaluate: Evaluate): boolean {
  const call = isJsonObject(value) ? functionCall(value) : undefined;
  const [name, argument] = call ?? [undefined, null];
  const operands = isJsonList(argument) ? argument : [];
  const each = (item: Json) => conditionValue(item, scope, evaluate);
  switch (name) {
    case 'Condition':
      if (typeof argument !== 'string') break;
      return scope.condition(argument);
    case 'Fn::Not':
      if (operands.length !== 1 || operands[0] === undefined) break;
      return !each(operands[0]);
    case 'Fn::And':
      checkCount(name, operands);
      return operands.map(each).every(Boolean);
    case 'Fn::Or':
      checkCount(name, operands);
      return operands.map(each).some(Boolean);
    case 'Fn::Equals':
      return equal(operands, scope, evaluate);
    default:
      break;
  }
  throw templateError(
    'every Condition must be a function that evaluates to true or false: Fn::And, Fn::Equals, Fn::Not or Fn::Or',
  );
}

/** "The minimum number of conditions that you can include is 2, and the maximum is 10." */
function checkCount(name: string, operands: readonly Json[]): void {
  if (operands.length >= 2 && operands.length <= 10) return;
  throw templateError(`every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`);
}

function equal(operands: readonly Json[], scope: Scope, evaluate: Evaluate): boolean {
  const [one, other] = operands.map((operand) => evaluate(operand, scope));
  if (operands.length !== 2) {
    throw templateError('every Fn::Equals object requires a list of 2 string parameters.');
  }
  // `true` and 'true' are the same to CloudFormation: it compares texts.
  return (scalarText(one) ?? one) === (scalarText(other) ?? other) || sameJson(one, other);
}
