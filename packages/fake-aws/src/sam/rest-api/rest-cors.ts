import { ANY_METHOD, INTEGRATION } from '../api/api-document.ts';
import { dictOf, fromTemplate, fromTransform, PythonDict, type PythonValue } from '../api/python-value.ts';
import { isIntrinsic } from '../intrinsics.ts';
import { isGiven, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { resourceProblem } from '../problem.ts';
import { byCodePoint } from '../python-json.ts';
import type { SwaggerDocument } from './swagger-document.ts';

const NAMES = ['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials'];
const ALL_METHODS = 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT';

/** `Cors`: an OPTIONS method for each path that has none, answered by API Gateway itself. */
export function addRestCors(apiId: string, document: SwaggerDocument, cors: JsonValue): void {
  const settings = settingsOf(apiId, cors);
  const seen = new Set<string>();
  for (const path of document.paths.keys()) {
    const normal = path === '/' ? path : path.replace(/\/+$/, '');
    if (seen.has(normal)) continue;
    seen.add(normal);
    for (const item of document.pathItems(path)) {
      if (!item.has('options')) item.set('options', preflight(settings, item));
    }
  }
}

function settingsOf(apiId: string, cors: JsonValue): JsonObject {
  if (isString(cors) || isIntrinsic(cors)) return { AllowOrigin: cors };
  if (!isObject(cors)) throw resourceProblem(apiId, "Invalid value for 'Cors' property");
  for (const key of Object.keys(cors)) {
    if (!NAMES.includes(key)) throw resourceProblem(apiId, `Invalid key '${key}' for 'Cors' property.`);
  }
  if (cors['AllowCredentials'] === true && (cors['AllowOrigin'] ?? "'*'") === "'*'") {
    const message =
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set";
    throw resourceProblem(apiId, message);
  }
  return cors;
}

function preflight(settings: JsonObject, item: PythonDict): PythonDict {
  const { AllowOrigin: origin, AllowHeaders: headers, AllowMethods: methods, MaxAge: age } = settings;
  const allowed: (readonly [name: string, value: PythonValue, type: string])[] = [
    ['Access-Control-Allow-Origin', origin === undefined ? "'*'" : fromTemplate(origin, true), 'string'],
  ];
  if (isGiven(headers)) allowed.push(['Access-Control-Allow-Headers', fromTemplate(headers, true), 'string']);
  const listed = isGiven(methods) ? fromTemplate(methods, true) : `'${methodsOf(item)}'`;
  allowed.push(['Access-Control-Allow-Methods', listed, 'string']);
  if (age !== undefined && age !== null) {
    allowed.push(['Access-Control-Max-Age', fromTemplate(age, true), 'integer']);
  }
  if (settings['AllowCredentials'] === true) {
    allowed.push(['Access-Control-Allow-Credentials', "'true'", 'string']);
  }
  const parameters = new PythonDict(true);
  const responseHeaders = new PythonDict(true);
  for (const [name, value, type] of allowed) {
    parameters.set(`method.response.header.${name}`, value);
    responseHeaders.set(name, fromTransform({ type }));
  }
  const answer = dictOf(true, {
    statusCode: '200',
    responseParameters: parameters,
    responseTemplates: fromTransform({ 'application/json': '{}\n' }),
  });
  const integration = dictOf(true, {
    type: 'mock',
    requestTemplates: fromTransform({ 'application/json': '{\n  "statusCode" : 200\n}\n' }),
    responses: dictOf(true, { default: answer }),
  });
  const response = dictOf(true, { description: 'Default response for CORS method', headers: responseHeaders });
  return dictOf(true, {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    [INTEGRATION]: integration,
    responses: dictOf(true, { 200: response }),
  });
}

function methodsOf(item: PythonDict): string {
  if (item.has(ANY_METHOD)) return ALL_METHODS;
  const methods = new Set([...item.keys(), 'options'].map((method) => method.toUpperCase()));
  return [...methods].toSorted(byCodePoint).join(',');
}
