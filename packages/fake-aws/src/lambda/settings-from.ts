import { ApiError } from '../api-error.ts';
import { type Fields, nested, text, textMap, texts, whole } from '../fields.ts';
import type { FunctionSettings } from './function-version.ts';
import { invalidParameter } from './operation.ts';

/** Defaults of CreateFunction (API reference). */
export const DEFAULT_FUNCTION_SETTINGS = {
  packageType: 'Zip',
  description: '',
  timeout: 3,
  memorySize: 128,
  layers: [],
  architectures: ['x86_64'],
  ephemeralStorage: 512,
  tracingMode: 'PassThrough',
  logFormat: 'Text',
} as const;

/** Identifiers look the same for every managed runtime, so new ones need no edit here. */
const RUNTIME = /^(nodejs|python|java|ruby|dotnet|dotnetcore|go|provided)[a-z0-9.-]*$/;

/** The settings after a CreateFunction or UpdateFunctionConfiguration: members that are given replace. */
export function settingsFrom(fields: Fields, before: FunctionSettings): FunctionSettings {
  const environment = nested(fields, 'Environment');
  const variables = environment === undefined ? before.environment : textMap(environment, 'Variables');
  const logging = nested(fields, 'LoggingConfig');
  const vpc = nested(fields, 'VpcConfig');
  const applyOn = text(nested(fields, 'SnapStart') ?? {}, 'ApplyOn');
  const snapStart = applyOn === undefined ? before.snapStart === true : applyOn === 'PublishedVersions';
  const runtime = text(fields, 'Runtime') ?? before.runtime;
  const handler = text(fields, 'Handler') ?? before.handler;
  const kmsKeyArn = text(fields, 'KMSKeyArn') ?? before.kmsKeyArn;
  const subnetIds = vpc === undefined ? before.vpc?.subnetIds : texts(vpc, 'SubnetIds');
  const logFormat = (logging === undefined ? undefined : text(logging, 'LogFormat')) ?? before.logFormat;
  const after: FunctionSettings = {
    packageType: before.packageType,
    role: text(fields, 'Role') ?? before.role,
    description: text(fields, 'Description') ?? before.description,
    timeout: whole(fields, 'Timeout') ?? before.timeout,
    memorySize: whole(fields, 'MemorySize') ?? before.memorySize,
    layers: texts(fields, 'Layers') ?? before.layers,
    architectures: texts(fields, 'Architectures') ?? before.architectures,
    ephemeralStorage: whole(nested(fields, 'EphemeralStorage') ?? {}, 'Size') ?? before.ephemeralStorage,
    tracingMode: text(nested(fields, 'TracingConfig') ?? {}, 'Mode') ?? before.tracingMode,
    logFormat: logFormat === 'JSON' ? 'JSON' : 'Text',
    logGroup: text(logging ?? {}, 'LogGroup') ?? before.logGroup,
    ...(runtime === undefined ? {} : { runtime }),
    ...(handler === undefined ? {} : { handler }),
    ...(kmsKeyArn === undefined || kmsKeyArn === '' ? {} : { kmsKeyArn }),
    ...(snapStart ? { snapStart } : {}),
    ...(before.imageUri === undefined ? {} : { imageUri: before.imageUri }),
    // An empty map takes the variables away, as does an empty list of subnets the VPC.
    ...(variables === undefined || Object.keys(variables).length === 0 ? {} : { environment: variables }),
    ...(subnetIds === undefined || subnetIds.length === 0
      ? {}
      : {
          vpc: {
            subnetIds,
            securityGroupIds: (vpc && texts(vpc, 'SecurityGroupIds')) ?? before.vpc?.securityGroupIds ?? [],
          },
        }),
  };
  checkSettings(after);
  return after;
}

export function checkArchitectures(architectures: readonly string[]): void {
  const [only] = architectures;
  if (architectures.length === 1 && (only === 'x86_64' || only === 'arm64')) return;
  throw constraint(
    `[${architectures.join(', ')}]`,
    'architectures',
    'Member must satisfy enum value set: [x86_64, arm64]',
  );
}

function checkSettings(settings: FunctionSettings): void {
  const role = /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
  if (!role.test(settings.role)) {
    const pattern = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';
    throw constraint(settings.role, 'role', `Member must satisfy regular expression pattern: ${pattern}`);
  }
  between(settings.timeout, 1, 900, 'timeout');
  between(settings.memorySize, 128, 10_240, 'memorySize');
  checkArchitectures(settings.architectures);
  if (settings.packageType === 'Zip') {
    if (settings.runtime === undefined || settings.handler === undefined) {
      throw invalidParameter(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      );
    }
    if (!RUNTIME.test(settings.runtime)) {
      throw invalidParameter(
        `Value ${settings.runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set or be a valid ARN`,
      );
    }
  }
  // "The total size of all environment variables doesn't exceed 4 KB" (Lambda quotas).
  if (settings.environment !== undefined && JSON.stringify(settings.environment).length > 4096) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    );
  }
}

function between(value: number, least: number, most: number, name: string): void {
  if (value < least) {
    throw constraint(String(value), name, `Member must have value greater than or equal to ${least}`);
  }
  if (value > most) throw constraint(String(value), name, `Member must have value less than or equal to ${most}`);
}

function constraint(value: string, name: string, broken: string): ApiError {
  return new ApiError(
    400,
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${broken}`,
  );
}
