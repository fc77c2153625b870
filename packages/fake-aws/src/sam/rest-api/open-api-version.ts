import { TemplateText } from '../api/python-value.ts';
import { propertiesOf, type TransformContext } from '../context.ts';
import { isString } from '../json.ts';
import { isVersion3 } from './swagger-document.ts';

/** `OpenApiVersion: 3.0.1` turns the definitions that the transform makes from Swagger into OpenAPI. */
export function applyOpenApiVersions(context: TransformContext): void {
  for (const [id, api] of context.apis) {
    const resource = context.resources.get(id);
    const version = propertiesOf(resource)['OpenApiVersion'];
    if (resource?.['Type'] !== 'AWS::Serverless::Api' || !api.managed || api.body === undefined) continue;
    if (!isString(version) || !isVersion3(version)) continue;
    api.body.set('openapi', new TemplateText(version));
    api.body.delete('swagger');
  }
}
