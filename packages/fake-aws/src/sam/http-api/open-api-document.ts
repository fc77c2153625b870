import { ANY_METHOD, ApiDocument, conditionalOn, INTEGRATION, normalMethod } from '../api/api-document.ts';
import { dictOf, fromTransform, PythonDict, type PythonValue, textIn, toJson } from '../api/python-value.ts';
import { isList, isObject, type JsonObject, type JsonValue, shown } from '../json.ts';
import { templateProblem } from '../problem.ts';

export const DEFAULT_PATH = '$default';
export const DEFAULT_TITLE: JsonObject = { Ref: 'AWS::StackName' };
const VERSION_3 = /^3(\.\d)(\.\d)?$/;

/** An empty definition of an HTTP API. */
export function emptyOpenApi(): PythonDict {
  const info = dictOf(false, { version: '1.0', title: fromTransform(DEFAULT_TITLE) });
  return dictOf(false, { openapi: '3.0.1', info, paths: new PythonDict(false) });
}

export function isOpenApi(body: PythonDict | undefined): body is PythonDict {
  if (!(body?.get('paths') instanceof PythonDict)) return false;
  const version = body.get('openapi');
  return VERSION_3.test(textIn(version) ?? shown(toJson(version ?? null)));
}

/** The definition of an HTTP API, edited. */
export class OpenApiDocument extends ApiDocument {
  constructor(root: PythonDict | undefined) {
    if (!isOpenApi(root)) {
      const message =
        "Invalid OpenApi document. Invalid values or missing keys for 'openapi' or 'paths' in 'DefinitionBody'.";
      throw templateProblem(message);
    }
    super(root);
  }

  /** A route to a function, unless the path has one. */
  addLambda(path: string, method: string, uri: JsonObject, condition: string | undefined): void {
    if (this.hasIntegration(path, method)) return;
    this.addPath(path, method);
    const name = normalMethod(method);
    for (const item of this.pathItems(path)) {
      const route = item.dictAt(name);
      const target = fromTransform(uri);
      const integration = dictOf(false, {
        type: 'aws_proxy',
        httpMethod: 'POST',
        payloadFormatVersion: '2.0',
        uri: condition === undefined ? target : conditionalOn(condition, target),
      });
      route.set(INTEGRATION, integration);
      if (path === DEFAULT_PATH && name === ANY_METHOD) route.set('isDefaultRoute', true);
      route.dictAt('responses');
      if (condition !== undefined) item.set(name, conditionalOn(condition, route));
    }
  }

  /** Whether every integration of a route calls the function of this logical id. */
  callsOnly(path: string, method: string, logicalId: string): boolean {
    if (!this.hasIntegration(path, method)) return false;
    return this.integrated(path, method).every((route) => {
      const integration = route.get(INTEGRATION);
      const uri = integration instanceof PythonDict ? integration.get('uri') : undefined;
      if (!(uri instanceof PythonDict)) return false;
      return this.branches(uri).every((each) => {
        const text = each instanceof PythonDict ? (textIn(each.get('Fn::Sub')) ?? '') : '';
        return /([A-Za-z0-9]+)\.Arn/.exec(text)?.[1] === logicalId;
      });
    });
  }

  setOnIntegration(path: string, method: string, key: string, value: JsonValue): void {
    for (const route of this.integrated(path, method)) route.dictAt(INTEGRATION).set(key, fromTransform(value));
  }

  addPathParameters(path: string, method: string, names: readonly string[]): void {
    for (const route of this.integrated(path, method)) {
      const before = route.get('parameters');
      const parameters = Array.isArray(before) ? before : [];
      for (const name of names) {
        const known = parameters.find((each) => each instanceof PythonDict && textIn(each.get('name')) === name);
        if (known instanceof PythonDict) known.set('in', 'path').set('required', true);
        else parameters.push(dictOf(false, { name, in: 'path', required: true }));
      }
      route.set('parameters', parameters);
    }
  }

  addSecurity(path: string, method: string, authorizer: string, scopes: JsonValue): void {
    for (const route of this.integrated(path, method)) {
      const before = route.get('security') ?? [];
      if (!Array.isArray(before)) {
        throw templateProblem(`Type of security for path ${path} method ${method} must be a list`);
      }
      route.set('security', [...before, dictOf(false, { [authorizer]: fromTransform(scopes) })]);
    }
  }

  /** The default authorizer for all routes that say nothing of their own. */
  addDefaultSecurity(authorizer: string, scopes: JsonValue): void {
    for (const path of this.paths.keys()) {
      for (const [method, route] of this.allIntegrated(path)) {
        if (method === 'options' || isFilled(route.get('security'))) continue;
        route.set('security', [dictOf(false, { [authorizer]: fromTransform(scopes) })]);
      }
    }
  }

  addSecuritySchemes(schemes: Readonly<Record<string, JsonObject>>): void {
    if (Object.keys(schemes).length === 0) return;
    const all = this.root.dictAt('components').dictAt('securitySchemes');
    for (const [name, scheme] of Object.entries(schemes)) all.set(name, fromTransform(scheme));
  }

  addTags(tags: JsonObject): void {
    const before = this.root.get('tags') ?? [];
    if (!Array.isArray(before)) throw templateProblem('Tags in OpenApi DefinitionBody needs to be a list.');
    for (const [name, value] of Object.entries(tags)) {
      const known = before.find((each) => each instanceof PythonDict && textIn(each.get('name')) === name);
      const tag = known instanceof PythonDict ? known : dictOf(false, { name });
      tag.set('x-amazon-apigateway-tag-value', fromTransform(value));
      if (known === undefined) before.push(tag);
    }
    this.root.set('tags', before);
  }

  setInfo(key: string, value: JsonValue): void {
    this.root.dictAt('info').set(key, fromTransform(value));
  }

  info(key: string): JsonValue | undefined {
    const value = this.root.dictAt('info').get(key);
    return value === undefined ? undefined : toJson(value);
  }

  addCors(cors: JsonObject): void {
    const all = this.root.dictAt('x-amazon-apigateway-cors');
    for (const [name, value] of Object.entries(cors)) all.set(name, fromTransform(value));
  }

  setEndpoint(disabled: JsonValue): void {
    const before = this.root.get('servers');
    const servers: PythonValue[] = Array.isArray(before) ? before : [new PythonDict(false)];
    for (const server of servers) {
      if (!(server instanceof PythonDict)) {
        throw templateProblem("Value of 'servers' item must be a dictionary according to Swagger spec.");
      }
      const endpoint = server.dictAt('x-amazon-apigateway-endpoint-configuration');
      endpoint.set('disableExecuteApiEndpoint', fromTransform(disabled));
    }
    this.root.set('servers', servers);
  }
}

function isFilled(value: PythonValue | undefined): boolean {
  const json = value === undefined ? undefined : toJson(value);
  if (isList(json)) return json.length > 0;
  return isObject(json) ? Object.keys(json).length > 0 : Boolean(json);
}
