import { dictOf } from '../api/python-value.ts';
import type { SwaggerDocument } from './swagger-document.ts';

export function addIamDefinition(document: SwaggerDocument): void {
  if (document.securityDefinitions.has('AWS_IAM')) return;
  const definition = {
    'x-amazon-apigateway-authtype': 'awsSigv4',
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
  };
  document.securityDefinitions.set('AWS_IAM', dictOf(true, definition));
}

export function addApiKeyDefinition(document: SwaggerDocument): void {
  if (document.securityDefinitions.has('api_key')) return;
  document.securityDefinitions.set('api_key', dictOf(true, { type: 'apiKey', name: 'x-api-key', in: 'header' }));
}
