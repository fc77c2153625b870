import { dictOf, fromTemplate, PythonDict, TemplateText } from '../api/python-value.ts';
import { isIntrinsic } from '../intrinsics.ts';
import { isObject, type JsonObject, type JsonValue, objectAt, shown } from '../json.ts';
import { resourceProblem } from '../problem.ts';
import type { SwaggerDocument } from './swagger-document.ts';

const PROPERTIES = ['ResponseParameters', 'ResponseTemplates', 'StatusCode'];
const PREFIXES = { Headers: 'header.', Paths: 'path.', QueryStrings: 'querystring.' };

/** `GatewayResponses`: what API Gateway answers when no method does. */
export function addGatewayResponses(apiId: string, document: SwaggerDocument, responses: JsonObject): void {
  const names = new PythonDict(true);
  for (const [name, response] of Object.entries(responses)) names.set(name, checked(apiId, name, response));
  for (const name of names.keys()) {
    document.gatewayResponses.set(new TemplateText(name), gatewayResponse(apiId, objectAt(responses, name)));
  }
}

function checked(apiId: string, name: string, response: JsonValue): null {
  if (isIntrinsic(response)) {
    const message =
      'Unable to set GatewayResponses attribute because intrinsic functions are not supported for this field.';
    throw resourceProblem(apiId, message);
  }
  if (!isObject(response)) {
    const message = `Invalid property type for GatewayResponses. Expected an object of type 'GatewayResponse'.`;
    throw resourceProblem(apiId, message);
  }
  const wrong = Object.keys(response).find((key) => !PROPERTIES.includes(key));
  if (wrong === undefined) return null;
  throw resourceProblem(apiId, `Invalid property '${wrong}' in 'GatewayResponses' property '${name}'.`);
}

function gatewayResponse(apiId: string, response: JsonObject): PythonDict {
  const parameters = objectAt(response, 'ResponseParameters');
  const wrong = Object.keys(parameters).find((key) => !(key in PREFIXES));
  if (wrong !== undefined) throw resourceProblem(apiId, `Invalid gateway response parameter '${wrong}'`);
  const prefixed = new PythonDict(true);
  for (const [property, prefix] of Object.entries(PREFIXES)) {
    const group = fromTemplate(objectAt(parameters, property), true);
    if (!(group instanceof PythonDict)) continue;
    for (const key of group.keys()) {
      prefixed.set(new TemplateText(`gatewayresponse.${prefix}${key}`), group.get(key) ?? null);
    }
  }
  const made = dictOf(true, {
    responseParameters: prefixed,
    responseTemplates: fromTemplate(objectAt(response, 'ResponseTemplates'), true),
  });
  const status = response['StatusCode'];
  if (status === undefined || status === null) return made;
  if (!/^[0-9]{1,3}$/.test(shown(status))) throw resourceProblem(apiId, "Property 'StatusCode' must be numeric");
  return made.set('statusCode', typeof status === 'string' ? new TemplateText(status) : shown(status));
}
