import {
  dictOf,
  fromTemplate,
  fromTransform,
  PythonDict,
  type PythonValue,
  TemplateText,
} from '../api/python-value.ts';
import type { SamEvent } from '../events/event.ts';
import { isGiven, isList, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { EventProblem } from '../problem.ts';
import type { SwaggerDocument } from './swagger-document.ts';

interface Method {
  readonly path: string;
  readonly method: string;
}

const NO_OPTIONS: JsonValue = {};
const VALIDATORS = 'x-amazon-apigateway-request-validators';

/** An event's `RequestModel` and `RequestParameters`. */
export function addRequestShape(document: SwaggerDocument, event: SamEvent, at: Method, api: JsonObject): void {
  const model = event.properties['RequestModel'];
  if (isObject(model) && isGiven(model)) addModel(document, event, at, model, api);
  const parameters = event.properties['RequestParameters'];
  if (isList(parameters) && parameters.length > 0) addParameters(document, event, at, parameters);
}

function addModel(document: SwaggerDocument, event: SamEvent, at: Method, model: JsonObject, api: JsonObject): void {
  const { Model: name, Required: required, ValidateBody: body, ValidateParameters: parameters } = model;
  if (!isGiven(name)) return;
  const unable = `Unable to set RequestModel [${isString(name) ? name : JSON.stringify(name)}] on API method [${at.method}] for path [${at.path}] because`;
  const models = api['Models'];
  if (!isGiven(models)) throw new EventProblem(event.name, `${unable} the related API does not define any Models.`);
  if (!isObject(models)) {
    throw new EventProblem(event.name, `${unable} the related API Models defined is of invalid type.`);
  }
  if (!isString(name)) {
    throw new EventProblem(event.name, `${unable} the related API does not contain valid Models.`);
  }
  if (!isGiven(models[name])) throw new EventProblem(event.name, `${unable} it wasn't defined in the API's Models.`);
  const known = name.toLowerCase();
  for (const definition of document.integrated(at.path, at.method)) {
    if (document.isVersion3) {
      const schema = { $ref: `#/components/schemas/${known}` };
      const requestBody = new PythonDict(false).set('content', fromTransform({ 'application/json': { schema } }));
      if (required !== undefined) requestBody.set('required', fromTransform(required));
      definition.set('requestBody', requestBody);
    } else {
      const parameter = dictOf(true, {
        in: 'body',
        name: new TemplateText(known),
        schema: fromTransform({ $ref: `#/definitions/${known}` }),
      });
      if (required !== undefined) parameter.set('required', fromTransform(required));
      definition.set('parameters', [...parametersOf(definition), parameter]);
    }
  }
  if (body === undefined && parameters === undefined) return;
  addValidator(document, at, body === true, parameters === true);
}

function addValidator(document: SwaggerDocument, at: Method, body: boolean, parameters: boolean): void {
  const names = { both: 'body-and-params', body: 'body-only', parameters: 'params-only', none: 'no-validation' };
  const name = names[body ? (parameters ? 'both' : 'body') : parameters ? 'parameters' : 'none'];
  const validators = document.root.dictAt(VALIDATORS);
  if (!validators.has(name)) {
    validators.set(name, dictOf(true, { validateRequestBody: body, validateRequestParameters: parameters }));
  }
  for (const definition of document.integrated(at.path, at.method)) {
    definition.set('x-amazon-apigateway-request-validator', name);
  }
}

function addParameters(document: SwaggerDocument, event: SamEvent, at: Method, parameters: readonly JsonValue[]): void {
  const settings = parameters.map((parameter) => readParameter(event, parameter));
  for (const definition of document.integrated(at.path, at.method)) {
    const listed = [...parametersOf(definition)];
    for (const { name, required, caching } of settings) {
      const [location = '', ...rest] = name.replace('method.request.', '').split('.');
      const written = dictOf(true, {
        in: location === 'querystring' ? 'query' : new TemplateText(location),
        name: new TemplateText(rest.join('.')),
        required: fromTemplate(required, true),
        type: 'string',
      });
      listed.push(written);
      if (isGiven(caching)) {
        const integration = definition.dictAt('x-amazon-apigateway-integration');
        const before = integration.get('cacheKeyParameters');
        integration.set('cacheKeyParameters', [...(Array.isArray(before) ? before : []), new TemplateText(name)]);
      }
    }
    definition.set('parameters', listed);
  }
}

function parametersOf(definition: PythonDict): readonly PythonValue[] {
  const parameters = definition.get('parameters');
  return Array.isArray(parameters) ? parameters : [];
}

function readParameter(
  event: SamEvent,
  parameter: JsonValue,
): { readonly name: string; readonly required: JsonValue; readonly caching: JsonValue } {
  const invalid = "Invalid value for 'RequestParameters' property.";
  const [name, options] = (isObject(parameter) ? Object.entries(parameter)[0] : undefined) ?? [parameter, NO_OPTIONS];
  if (!isString(name)) {
    throw new EventProblem(event.name, `${invalid} Property must be either a string or an object`);
  }
  if (!/^method\.request\.(querystring|path|header)\./.test(name)) {
    const message = `${invalid} Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.`;
    throw new EventProblem(event.name, message);
  }
  if (!isObject(options) || Object.keys(options).some((key) => key !== 'Required' && key !== 'Caching')) {
    const message = `${invalid} Values must be an object, e.g { Required: true, Caching: false }`;
    throw new EventProblem(event.name, message);
  }
  return { name, required: options['Required'] ?? false, caching: options['Caching'] ?? false };
}
