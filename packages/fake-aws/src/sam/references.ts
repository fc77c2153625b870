import { isList, isObject, isString, type JsonObject, type JsonValue } from './json.ts';
import { mapSubText } from './resolve.ts';

/** How references of the SAM template change in the transformed one. */
export interface Renames {
  /** Logical ids that changed: those of layers. */
  readonly ids: ReadonlyMap<string, string>;
  /** `Function.Alias` and the like, by `<logical id>.<name>`, to the logical id of what was made. */
  readonly made: ReadonlyMap<string, string>;
}

/** What can be referred to by name behind a SAM resource's logical id, by the type of the resource that is made. */
const REFERABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::Serverless::Function': {
    Alias: 'AWS::Lambda::Alias',
    Version: 'AWS::Lambda::Version',
    DestinationTopic: 'AWS::SNS::Topic',
    DestinationQueue: 'AWS::SQS::Queue',
  },
  'AWS::Serverless::Api': {
    Stage: 'AWS::ApiGateway::Stage',
    Deployment: 'AWS::ApiGateway::Deployment',
    DomainName: 'AWS::ApiGateway::DomainName',
    DomainNameV2: 'AWS::ApiGateway::DomainNameV2',
    UsagePlan: 'AWS::ApiGateway::UsagePlan',
    UsagePlanKey: 'AWS::ApiGateway::UsagePlanKey',
    ApiKey: 'AWS::ApiGateway::ApiKey',
  },
  'AWS::Serverless::HttpApi': {
    Stage: 'AWS::ApiGatewayV2::Stage',
    DomainName: 'AWS::ApiGatewayV2::DomainName',
  },
};

/** The references that a SAM resource offers, given what was made of it; of several of a type the last counts. */
export function referencesTo(
  logicalId: string,
  type: string,
  made: readonly { readonly logicalId: string; readonly type: string }[],
): readonly (readonly [string, string])[] {
  return Object.entries(REFERABLE[type] ?? {}).flatMap(([name, madeType]) => {
    const found = made.findLast((each) => each.type === madeType);
    return found === undefined ? [] : [[`${logicalId}.${name}`, found.logicalId] as const];
  });
}

/** The whole template with every Ref, GetAtt, Sub and DependsOn following the renames. */
export function renamed(value: JsonValue, renames: Renames): JsonValue {
  if (isList(value)) return value.map((each) => renamed(each, renames));
  if (!isObject(value)) return value;
  const [key, ...others] = Object.keys(value);
  const changed = others.length === 0 && key !== undefined ? renamedReference(key, value, renames) : value;
  const entries = Object.entries(changed).map(([name, each]) => {
    return [name, renamed(name === 'DependsOn' ? renamedDependency(each, renames) : each, renames)] as const;
  });
  return Object.fromEntries(entries);
}

function renamedDependency(value: JsonValue, renames: Renames): JsonValue {
  if (isList(value)) return value.map((each) => (isString(each) ? (renames.ids.get(each) ?? each) : each));
  return isString(value) ? (renames.ids.get(value) ?? value) : value;
}

function renamedReference(key: string, value: JsonObject, renames: Renames): JsonObject {
  const to = value[key];
  if (key === 'Ref' && isString(to)) return { Ref: renames.ids.get(to) ?? renames.made.get(to) ?? to };
  if (key === 'Fn::GetAtt' && isList(to) && to.length > 1 && to.every(isString)) {
    return { 'Fn::GetAtt': renamedAttribute(to, renames) };
  }
  if (key === 'Fn::Sub' && to !== undefined) {
    return { 'Fn::Sub': mapSubText(to, (whole, name) => renamedInText(whole, name, renames)) };
  }
  return value;
}

function renamedAttribute(path: readonly string[], renames: Renames): readonly string[] {
  const [logicalId = '', name = '', ...rest] = path.join('.').split('.');
  const id = renames.ids.get(logicalId);
  if (id !== undefined) return [id, name, ...rest];
  const made = renames.made.get(`${logicalId}.${name}`);
  return made === undefined ? path : [made, ...rest];
}

function renamedInText(whole: string, reference: string, renames: Renames): string {
  const [logicalId = '', name] = reference.split('.');
  const id = renames.ids.get(logicalId);
  if (id !== undefined) return whole.replaceAll(logicalId, id);
  const made = name === undefined ? undefined : renames.made.get(`${logicalId}.${name}`);
  return made === undefined ? whole : whole.replaceAll(`${logicalId}.${name}`, made);
}
