import { ApiDocument, conditionalOn, INTEGRATION, normalMethod } from '../api/api-document.ts';
import {
  dictOf,
  fromTransform,
  PythonDict,
  type PythonText,
  type PythonValue,
  textIn,
  textOf,
  toJson,
} from '../api/python-value.ts';
import { shown } from '../json.ts';
import { templateProblem } from '../problem.ts';

const VERSION_3 = /^3(\.\d)(\.\d)?$/;

/** An empty definition of a REST API. */
export function emptySwagger(): PythonDict {
  const info = dictOf(true, { version: '1.0', title: fromTransform({ Ref: 'AWS::StackName' }) });
  return dictOf(true, { swagger: '2.0', info, paths: new PythonDict(true) });
}

export function isVersion3(version: PythonValue | undefined): boolean {
  return VERSION_3.test(textIn(version) ?? shown(toJson(version ?? null)));
}

export function isSwagger(body: PythonDict | undefined): body is PythonDict {
  if (!(body?.get('paths') instanceof PythonDict)) return false;
  return Boolean(body.get('swagger')) || (Boolean(body.get('openapi')) && isVersion3(body.get('openapi')));
}

/** What a REST API keeps beside its paths; written into the definition when an edit ends. */
const KEPT = ['securityDefinitions', 'x-amazon-apigateway-gateway-responses', 'definitions'] as const;

/** The definition of a REST API, edited. */
export class SwaggerDocument extends ApiDocument {
  readonly #kept: Readonly<Record<(typeof KEPT)[number], PythonDict>>;

  constructor(root: PythonDict | undefined) {
    if (!isSwagger(root)) {
      const message = "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'.";
      throw templateProblem(message);
    }
    super(root);
    const kept = (key: string): PythonDict => {
      const value = this.root.get(key);
      return value instanceof PythonDict ? value : new PythonDict(true);
    };
    this.#kept = {
      securityDefinitions: kept('securityDefinitions'),
      'x-amazon-apigateway-gateway-responses': kept('x-amazon-apigateway-gateway-responses'),
      definitions: kept('definitions'),
    };
  }

  /** The edited definition. */
  finished(): PythonDict {
    for (const key of KEPT) {
      if (this.#kept[key].size > 0) this.root.set(key, this.#kept[key]);
    }
    return this.root.copy();
  }

  get isVersion3(): boolean {
    return this.root.has('openapi') && isVersion3(this.root.get('openapi'));
  }

  get securityDefinitions(): PythonDict {
    return this.#kept.securityDefinitions;
  }

  get gatewayResponses(): PythonDict {
    return this.#kept['x-amazon-apigateway-gateway-responses'];
  }

  get definitions(): PythonDict {
    return this.#kept.definitions;
  }

  /** A method's integration, the same for all branches of its path. */
  addIntegration(
    path: PythonText,
    method: PythonText,
    integration: () => PythonDict,
    responses: () => PythonDict,
    condition: PythonText | undefined,
  ): void {
    this.addPath(path, method);
    const name = normalMethod(textOf(method));
    for (const item of this.pathItems(textOf(path))) {
      const definition = item.dictAt(name);
      definition.set(INTEGRATION, integration());
      if (!definition.has('responses')) definition.set('responses', responses());
      if (condition !== undefined) item.set(name, conditionalOn(condition, definition));
    }
  }

  /** Appends to a method's `security`. */
  addSecurity(path: string, method: string, requirement: PythonDict): void {
    for (const definition of this.integrated(path, method)) {
      definition.set('security', [...securityOf(definition, path, method), requirement]);
    }
  }
}

export function securityOf(definition: PythonDict, path: string, method: string): readonly PythonDict[] {
  const security = definition.get('security') ?? [];
  if (!Array.isArray(security)) {
    throw templateProblem(`Type of security for path ${path} method ${method} must be a list`);
  }
  return security.filter((each) => each instanceof PythonDict);
}
