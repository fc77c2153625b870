import { isGiven, isObject, type JsonObject, objectAt } from '../json.ts';

const FUNCTION = 'AWS::Serverless::Function';
const STATE_MACHINE = 'AWS::Serverless::StateMachine';

type Resources = Readonly<Record<string, JsonObject>>;

/** The order of Python 2.7 is kept for templates with a REST API, and with an HTTP API that has a default authorizer. */
export function keepsHashOrder(resources: Resources, globals: JsonObject): boolean {
  const all = Object.values(resources);
  const hasType = (type: string): boolean => all.some((each) => each['Type'] === type);
  const hasEvent = (type: string, owners: readonly string[]): boolean =>
    all.some(
      (each) =>
        owners.some((owner) => each['Type'] === owner) && eventsOf(each).some((event) => event['Type'] === type),
    );
  if (hasType('AWS::Serverless::Api') || hasEvent('Api', [FUNCTION, STATE_MACHINE])) return true;
  if (isGiven(objectAt(objectAt(globals, 'HttpApi'), 'Auth')['DefaultAuthorizer'])) {
    return hasType('AWS::Serverless::HttpApi') || hasEvent('HttpApi', [FUNCTION]);
  }
  const auths = all
    .filter((each) => each['Type'] === 'AWS::Serverless::HttpApi')
    .map((each) => objectAt(objectAt(each, 'Properties'), 'Auth'));
  return auths.some((auth) => isGiven(auth['DefaultAuthorizer']));
}

function eventsOf(resource: JsonObject): readonly JsonObject[] {
  return Object.values(objectAt(objectAt(resource, 'Properties'), 'Events')).filter(isObject);
}
