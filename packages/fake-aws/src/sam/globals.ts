import { isIntrinsic } from './intrinsics.ts';
import { isList, isObject, isString, type JsonObject, type JsonValue, shown } from './json.ts';
import { resourceProblem, SamProblem } from './problem.ts';

const TYPE_PREFIX = 'AWS::Serverless::';

/** What `Globals` may say about each type. */
const SUPPORTED: Readonly<Record<string, string>> = {
  Function: `Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags
    PropagateTags Tracing KmsKeyArn AutoPublishAlias AutoPublishAliasAllProperties Layers DeploymentPreference RolePath
    PermissionsBoundary ReservedConcurrentExecutions ProvisionedConcurrencyConfig AssumeRolePolicyDocument
    EventInvokeConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart EphemeralStorage FunctionUrlConfig
    RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig DurableConfig
    CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy`,
  Api: `Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables EndpointConfiguration
    MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses AccessLogSetting CanarySetting
    TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags SecurityPolicy EndpointAccessMode`,
  HttpApi: `Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain RouteSettings
    FailOnWarnings PropagateTags`,
  SimpleTable: 'SSESpecification',
  StateMachine: 'PropagateTags',
  LayerVersion: 'PublishLambdaVersion',
  CapacityProvider: 'VpcConfig OperatorRole Tags InstanceRequirements ScalingConfig KmsKeyArn PropagateTags',
  WebSocketApi: `AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings DisableExecuteApiEndpoint
    DisableSchemaValidation Domain FailOnWarnings IpAddressType PropagateTags RouteSelectionExpression RouteSettings
    StageVariables Tags`,
};

/** The template's `Globals`, checked: properties by type. Throws what is wrong with the section. */
export function readGlobals(template: JsonObject): Readonly<Record<string, JsonObject>> {
  const section = template['Globals'];
  if (section === undefined) return {};
  if (!isObject(section)) throw problem('It must be a non-empty dictionary');
  const entries = Object.entries(section).map(([name, properties]) => {
    const supported = SUPPORTED[name]?.split(/\s+/);
    if (supported === undefined) {
      const message = `'${name}' is not supported. Must be one of the following values - ${quoted(Object.keys(SUPPORTED).toSorted())}`;
      throw problem(message);
    }
    if (!isObject(properties)) throw problem('Value of ${section} must be a dictionary');
    for (const key of Object.keys(properties)) {
      if (supported.includes(key)) continue;
      const message = `'${key}' is not a supported property of '${name}'. Must be one of the following values - ${quoted(supported)}`;
      throw problem(message);
    }
    return [TYPE_PREFIX + name, properties] as const;
  });
  return Object.fromEntries(entries);
}

/** A resource's properties with those of its type's globals that it does not ignore. */
export function withGlobals(
  logicalId: string,
  resource: JsonObject,
  properties: JsonObject,
  globals: Readonly<Record<string, JsonObject>>,
): JsonObject {
  const type = resource['Type'];
  const all = isString(type) ? globals[type] : undefined;
  if (all === undefined) return properties;
  const merged = mergeGlobal(heeded(logicalId, resource['IgnoreGlobals'], all), properties);
  return isObject(merged) ? merged : properties;
}

function heeded(logicalId: string, ignored: JsonValue | undefined, globals: JsonObject): JsonObject {
  if (ignored === undefined || ignored === null || ignored === '' || (isList(ignored) && ignored.length === 0)) {
    return globals;
  }
  if (ignored === '*') return {};
  const refusal = `Resource ${logicalId} has invalid resource attribute 'IgnoreGlobals'`;
  if (!isList(ignored)) throw resourceProblem(logicalId, `${refusal}.`);
  for (const key of ignored) {
    if (!isString(key) || !(key in globals)) {
      throw resourceProblem(logicalId, `${refusal} on item '${shown(key)}'.`);
    }
  }
  return Object.fromEntries(Object.entries(globals).filter(([key]) => !ignored.includes(key)));
}

/** Maps are merged key by key, lists joined with the global part first; else the resource's own value counts. */
function mergeGlobal(global: JsonValue, own: JsonValue): JsonValue {
  if (isList(global) && isList(own)) return [...global, ...own];
  if (!isObject(global) || !isObject(own) || isIntrinsic(global) || isIntrinsic(own)) return own;
  const merged: Record<string, JsonValue> = { ...global };
  for (const [key, value] of Object.entries(own)) {
    const before = global[key];
    merged[key] = before === undefined ? value : mergeGlobal(before, value);
  }
  return merged;
}

function problem(message: string): SamProblem {
  return new SamProblem(`'Globals' section is invalid. ${message}`);
}

function quoted(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
