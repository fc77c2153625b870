import { isString, type JsonValue } from '../json.ts';
import { templateProblem } from '../problem.ts';
import { PythonDict, type PythonText, type PythonValue, TemplateText, textIn, textOf } from './python-value.ts';

export const INTEGRATION = 'x-amazon-apigateway-integration';
export const ANY_METHOD = 'x-amazon-apigateway-any-method';

/** What is the same in OpenAPI and Swagger definitions: paths, methods and their integrations. */
export class ApiDocument {
  readonly root: PythonDict;
  readonly paths: PythonDict;

  /** Works on a copy: an edit that fails changes nothing. */
  constructor(root: PythonDict) {
    this.root = root.copy();
    this.paths = this.root.dictAt('paths');
  }

  get hashed(): boolean {
    return this.root.hashed;
  }

  addPath(path: PythonText, method: PythonText): void {
    const at = textOf(path);
    if (!this.paths.has(at)) this.paths.set(path, new PythonDict(this.hashed));
    const item = this.paths.get(at);
    if (!(item instanceof PythonDict)) throw notADictionary(at);
    for (const each of this.branches(item)) {
      if (each instanceof PythonDict && !each.has(normalMethod(textOf(method)))) {
        each.set(normalText(method), new PythonDict(this.hashed));
      }
    }
  }

  hasIntegration(path: string, method: string): boolean {
    if (!this.paths.has(path)) return false;
    const name = normalMethod(method);
    return this.branches(this.paths.get(path)).every((item) => {
      const definition = item instanceof PythonDict ? item.get(name) : undefined;
      return definition instanceof PythonDict && this.branches(definition).some(isIntegrated);
    });
  }

  /** The paths, one dictionary for each branch of a condition. */
  pathItems(path: string): readonly PythonDict[] {
    return this.branches(this.paths.get(path)).map((item) => {
      if (item instanceof PythonDict) return item;
      throw notADictionary(path);
    });
  }

  /** The definitions of a method that have an integration. */
  integrated(path: string, method: string): readonly PythonDict[] {
    return this.pathItems(path).flatMap((item) =>
      this.branches(item.get(normalMethod(method))).filter(
        (each) => definition(each, path, method) && isIntegrated(each),
      ),
    ) as readonly PythonDict[];
  }

  /** All methods of a path that have an integration. */
  allIntegrated(path: string): readonly (readonly [method: string, definition: PythonDict])[] {
    return this.pathItems(path).flatMap((item) =>
      item.keys().flatMap((method) => {
        if (['summary', 'description', 'parameters'].includes(method)) return [];
        const found = this.branches(item.get(method)).filter(
          (each) => definition(each, path, method) && isIntegrated(each),
        );
        return found.map((each) => [normalMethod(method), each as PythonDict] as const);
      }),
    );
  }

  makeConditional(path: PythonText, condition: PythonText): void {
    const item = this.paths.get(textOf(path)) ?? null;
    this.paths.set(path, conditionalOn(condition, item));
  }

  /** A value itself, or what stands in the branches of its condition. */
  branches(value: PythonValue | undefined): readonly PythonValue[] {
    if (value === undefined) return [];
    if (!(value instanceof PythonDict) || !value.has('Fn::If')) return [value];
    const branches = value.get('Fn::If');
    if (!Array.isArray(branches)) throw templateProblem('Value of Fn::If must be a list.');
    return branches.slice(1).filter((each) => !isNothing(each));
  }
}

/** `Fn::If` as the transform writes it. */
export function conditionalOn(condition: PythonText, value: PythonValue): PythonDict {
  const nothing = new PythonDict(false).set('Ref', 'AWS::NoValue');
  return new PythonDict(false).set('Fn::If', [condition, value, nothing]);
}

export function normalMethod(method: string): string {
  const lower = method.toLowerCase();
  return lower === 'any' ? ANY_METHOD : lower;
}

/** A method from the template stays the template's text in small letters; ANY gets another name, which is not. */
export function normalText(method: PythonText): PythonText {
  const name = normalMethod(textOf(method));
  if (typeof method === 'string' || name === ANY_METHOD) return name;
  return new TemplateText(name);
}

function isIntegrated(value: PythonValue): boolean {
  if (!(value instanceof PythonDict)) return false;
  const integration = value.get(INTEGRATION);
  return integration instanceof PythonDict ? integration.size > 0 : Boolean(integration);
}

function isNothing(value: PythonValue): boolean {
  return value instanceof PythonDict && value.size === 1 && textIn(value.get('Ref')) === 'AWS::NoValue';
}

function definition(value: PythonValue, path: string, method: string): boolean {
  if (value instanceof PythonDict) return true;
  throw templateProblem(`Definition of method '${method}' for path '${path}' should be a map.`);
}

function notADictionary(path: string): Error {
  return templateProblem(`Value of '${path}' path must be a dictionary according to Swagger spec.`);
}

/** A resource's condition, which is the template's text. */
export function conditionOf(condition: JsonValue | undefined): TemplateText | undefined {
  return isString(condition) ? new TemplateText(condition) : undefined;
}
