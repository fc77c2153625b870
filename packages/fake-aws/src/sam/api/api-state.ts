import { isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { fromTemplate, type PythonDict } from './python-value.ts';

/** An API of the template while events shape its definition. */
export interface ApiState {
  /** The definition; undefined when it lies in S3. */
  body: PythonDict | undefined;
  /** Made by the transform, so that events add to it. */
  readonly managed: boolean;
  /** Conditions of the events by path and method; undefined for one without. */
  readonly conditions: Map<string, Map<string, string | undefined>>;
}

/** The API that an event names: by Ref, or as text. Undefined when it is neither. */
export function namedApi(value: JsonValue | undefined): string | undefined {
  const name = isObject(value) && 'Ref' in value ? value['Ref'] : value;
  return isString(name) ? name : undefined;
}

export function apiState(body: PythonDict | undefined, managed: boolean): ApiState {
  return { body, managed, conditions: new Map() };
}

/** A definition as the template has it; `hashed` as in {@link fromTemplate}. */
export function bodyOf(definition: JsonObject, hashed: boolean): PythonDict | undefined {
  const body = fromTemplate(definition, hashed);
  return body !== null && typeof body === 'object' && 'dictAt' in body ? body : undefined;
}
