import { namedApi } from '../api/api-state.ts';
import { fromTemplate, type PythonValue, pythonText, toJson } from '../api/python-value.ts';
import { resourceOrder } from '../api/resource-order.ts';
import type { SamResource, TransformContext } from '../context.ts';
import { propertiesOf, resolved } from '../context.ts';
import { type Generated, generated, handedDown } from '../generated.ts';
import { ref } from '../intrinsics.ts';
import { isGiven, isObject, isString, type JsonObject, objectAt } from '../json.ts';
import { contentDigest } from '../logical-id.ts';
import { pythonJson } from '../python-json.ts';

/**
 * A deployment of the API as it is now: its logical id changes with the definition's text, the custom domain and the
 * names of the functions, so that CloudFormation deploys again.
 */
export function deployment(
  sam: SamResource,
  definition: PythonValue | undefined,
  domain: JsonObject | undefined,
  context: TransformContext,
): Generated {
  const id = `${sam.logicalId}Deployment`;
  const version = sam.properties['OpenApiVersion'];
  const StageName = isGiven(version) ? undefined : 'Stage';
  const options = { attributes: handedDown(sam.source) };
  const RestApiId = ref(sam.logicalId);
  if (definition === undefined) return generated('AWS::ApiGateway::Deployment', id, { RestApiId, StageName }, options);
  const names = functionNames(sam.logicalId, context);
  const parts = [
    pythonText(definition),
    ...(isString(version) && version !== '' ? [version] : []),
    ...(domain === undefined ? [] : [pythonJson(toJson(fromTemplate(domain, true)))]),
    ...(names === '' ? [] : [names]),
  ];
  const text = parts.join('||');
  return generated(
    'AWS::ApiGateway::Deployment',
    id + contentDigest(text),
    { RestApiId, StageName, Description: `RestApi deployment id: ${contentDigest(text, 40)}` },
    options,
  );
}

/** The names that the template gives to functions of this API, one for each of their events. */
function functionNames(apiId: string, context: TransformContext): string {
  const names = resourceOrder(context).flatMap((id) => {
    const resource = context.resources.get(id);
    if (resource?.['Type'] !== 'AWS::Serverless::Function') return [];
    const properties = propertiesOf(resource);
    const name = resolved(properties['FunctionName'], context);
    if (!isGiven(name)) return [];
    const text = isString(name) ? name : pythonText(fromTemplate(name, true));
    const events = Object.values(objectAt(properties, 'Events')).filter(isObject);
    const ours = events.filter(
      (event) => event['Type'] === 'Api' && namedApi(objectAt(event, 'Properties')['RestApiId']) === apiId,
    );
    return ours.map(() => text);
  });
  return names.join('');
}
