import { conditionalOn, conditionOf } from '../api/api-document.ts';
import { dictOf, fromTransform, PythonDict, TemplateText } from '../api/python-value.ts';
import { propertiesOf, resolved } from '../context.ts';
import { getAtt, sub } from '../intrinsics.ts';
import { isGiven, isObject, objectAt } from '../json.ts';
import { EventProblem } from '../problem.ts';
import { BOOLEAN, each, literal, MAP, optional, required, STRING } from '../property-rules.ts';
import { addMethodAuth } from '../rest-api/method-auth.ts';
import { SwaggerDocument } from '../rest-api/swagger-document.ts';
import type { EventSource, EventTarget } from './event.ts';
import { checkRestApi, routeOf } from './function-api.ts';
import { startRole } from './state-machine-rules.ts';

/** A method of a REST API that starts the state machine, with a role for it. */
export const STATE_MACHINE_API: EventSource = {
  rules: {
    ...each('Path Method RestApiId', required(STRING)),
    Stage: optional(STRING),
    Auth: optional(MAP),
    UnescapeMappingTemplate: literal(BOOLEAN),
  },
  check: checkRestApi,
  resources(event, target, context) {
    const role = startRole(event, target, 'apigateway.amazonaws.com');
    const { path, method, apiId } = routeOf(event);
    const api = apiId === undefined ? undefined : context.apis.get(apiId);
    if (apiId === undefined || api?.managed !== true || api.body === undefined) return [role];
    const document = new SwaggerDocument(api.body);
    if (document.hasIntegration(path, method)) {
      throw new EventProblem(event.name, `API method "${method}" defined multiple times for path "${path}".`);
    }
    const condition = conditionOf(target.attributes['Condition']);
    const unescaped = isGiven(event.properties['UnescapeMappingTemplate']);
    const integration = (): PythonDict => {
      const uri = fromTransform(sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'));
      return dictOf(true, {
        type: 'aws',
        httpMethod: 'POST',
        uri: condition === undefined ? uri : conditionalOn(condition, uri),
        responses: statuses('statusCode', { 200: '200', 400: '400' }),
        credentials: fromTransform(getAtt(role.logicalId, 'Arn')),
        requestTemplates: fromTransform({ 'application/json': sub(requestTemplate(target, unescaped)) }),
      });
    };
    const responses = (): PythonDict => statuses('description', { 200: 'OK', 400: 'Bad Request' });
    document.addIntegration(new TemplateText(path), new TemplateText(method), integration, responses, condition);
    const auth = objectAt(event.properties, 'Auth');
    if (isGiven(auth)) {
      const properties = propertiesOf(context.resources.get(apiId));
      const apiAuth = resolved(properties['Auth'], context);
      addMethodAuth(document, event, { path, method }, auth, isObject(apiAuth) ? apiAuth : {});
    }
    api.body = document.finished();
    return [role];
  },
};

function statuses(key: string, texts: Readonly<Record<string, string>>): PythonDict {
  const dict = new PythonDict(true);
  for (const [status, text] of Object.entries(texts)) dict.set(status, dictOf(true, { [key]: text }));
  return dict;
}

function requestTemplate(target: EventTarget, unescaped: boolean): string {
  const arn = `\${${target.logicalId}}`;
  if (!unescaped) {
    return `{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": "${arn}"}`;
  }
  const replaced = `.replaceAll("\\\\'","'")`;
  return `{"input": "$util.escapeJavaScript($input.json('$'))${replaced}", "stateMachineArn": "${arn}"}`;
}
