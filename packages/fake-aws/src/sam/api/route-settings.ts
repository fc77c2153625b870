import { propertiesOf, type TransformContext } from '../context.ts';
import { conditional } from '../intrinsics.ts';
import { isObject, type JsonObject, objectAt } from '../json.ts';
import { EventProblem, resourceProblem } from '../problem.ts';
import { ANY_METHOD } from './api-document.ts';

/** An event's `RouteSettings` go to its API. */
export function addRouteSettings(
  apiId: string,
  eventName: string,
  { path, method }: { readonly path: string; readonly method: string },
  properties: JsonObject,
  condition: string | undefined,
  context: TransformContext,
): void {
  const api = context.resources.get(apiId) ?? {};
  const before = propertiesOf(api);
  const all = before['RouteSettings'] ?? {};
  if (!isObject(all)) throw resourceProblem(apiId, "Property 'RouteSettings' should be a map.");
  const own = properties['RouteSettings'] ?? {};
  if (!isObject(own)) throw new EventProblem(eventName, "Property 'RouteSettings' should be a map.");
  const route = method === ANY_METHOD ? path : `${method.toUpperCase()} ${path}`;
  const settings = condition === undefined ? own : conditional(condition, own);
  const RouteSettings = { ...all, [route]: { ...objectAt(all, route), ...settings } };
  context.resources.set(apiId, { ...api, Properties: { ...before, RouteSettings } });
}
