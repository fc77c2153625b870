import { PythonDict } from '../api/python-value.ts';
import { isVersion3 } from './swagger-document.ts';

/** A definition that was edited as Swagger, as OpenAPI 3 has its parts. Changed in place. */
export function asOpenApi3(body: PythonDict): PythonDict {
  if (body.has('swagger') || !isVersion3(body.get('openapi'))) return body;
  move(body, 'securityDefinitions', 'securitySchemes');
  move(body, 'definitions', 'schemas');
  const paths = body.dictAt('paths');
  for (const path of paths.keys()) {
    const item = paths.get(path);
    const options = item instanceof PythonDict ? item.get('options') : undefined;
    if (options instanceof PythonDict) convertPreflight(options);
  }
  return body;
}

function move(body: PythonDict, from: string, to: string): void {
  const value = body.get(from);
  if (!(value instanceof PythonDict) || value.size === 0) return;
  body.dictAt('components').set(to, value);
  body.delete(from);
}

function convertPreflight(options: PythonDict): void {
  for (const field of options.copy().keys()) {
    if (field === 'produces' || field === 'consumes') options.delete(field);
    if (field !== 'responses') continue;
    const response = options.dictAt('responses').get('200');
    const headers = response instanceof PythonDict ? response.get('headers') : undefined;
    if (!(headers instanceof PythonDict)) continue;
    for (const [name, value] of headers.entries()) headers.set(name, new PythonDict(true).set('schema', value));
  }
}
