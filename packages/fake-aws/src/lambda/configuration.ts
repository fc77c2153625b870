import { functionArn } from './function-name.ts';
import type { FunctionRecord } from './function-store.ts';
import type { FunctionVersion } from './function-version.ts';

/** FunctionConfiguration as the API answers it (SDK type FunctionConfiguration), without state. */
export function configurationOf(record: FunctionRecord, version: FunctionVersion, qualifier?: string): object {
  const { settings, code } = version.deployed;
  const qualified = qualifier ?? (version.version === '$LATEST' ? undefined : version.version);
  return {
    FunctionName: record.name,
    FunctionArn: functionArn({ ...record, ...(qualified === undefined ? {} : { qualifier: qualified }) }),
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: code.zip.length,
    Description: settings.description,
    Timeout: settings.timeout,
    MemorySize: settings.memorySize,
    LastModified: lastModified(version.lastModified),
    CodeSha256: code.codeSha256,
    Version: version.version,
    VpcConfig:
      settings.vpc === undefined
        ? undefined
        : { SubnetIds: settings.vpc.subnetIds, SecurityGroupIds: settings.vpc.securityGroupIds, VpcId: 'vpc-00000000' },
    Environment: settings.environment === undefined ? undefined : { Variables: settings.environment },
    KMSKeyArn: settings.kmsKeyArn,
    TracingConfig: { Mode: settings.tracingMode },
    RevisionId: version.revisionId,
    Layers: settings.layers.length === 0 ? undefined : settings.layers.map((Arn) => ({ Arn, CodeSize: 0 })),
    PackageType: settings.packageType,
    Architectures: settings.architectures,
    EphemeralStorage: { Size: settings.ephemeralStorage },
    SnapStart: snapStartOf(version),
    LoggingConfig: { LogFormat: settings.logFormat, LogGroup: settings.logGroup },
  };
}

/** "OptimizationStatus: … whether SnapStart is activated for the specified function version" (SnapStartResponse). */
function snapStartOf({ version, deployed, change, failure }: FunctionVersion): object {
  const applies = deployed.settings.snapStart === true;
  const optimised = applies && version !== '$LATEST' && change === undefined && failure === undefined;
  return { ApplyOn: applies ? 'PublishedVersions' : 'None', OptimizationStatus: optimised ? 'On' : 'Off' };
}

/** The same with State and LastUpdateStatus, which every answer but ListFunctions' carries. */
export function statefulConfigurationOf(record: FunctionRecord, version: FunctionVersion, qualifier?: string): object {
  return { ...configurationOf(record, version, qualifier), ...stateOf(version) };
}

/** Source: Lambda Developer Guide, "Lambda function states"; the reasons are those that the service answers. */
function stateOf(version: FunctionVersion): object {
  if (version.change?.kind === 'create') {
    return { State: 'Pending', StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
  }
  if (version.change?.kind === 'update') {
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    };
  }
  // "Failed: … the snapshot of the function version could not be made" (Lambda SnapStart and function states).
  if (version.failure !== undefined && version.version !== '$LATEST') {
    return {
      State: 'Failed',
      StateReason: version.failure.reason,
      StateReasonCode: version.failure.reasonCode,
    };
  }
  if (version.failure !== undefined) {
    return {
      State: 'Active',
      LastUpdateStatus: 'Failed',
      LastUpdateStatusReason: version.failure.reason,
      LastUpdateStatusReasonCode: version.failure.reasonCode,
    };
  }
  if (version.isIdle === true) {
    const reason = { StateReason: 'The function is idle.', StateReasonCode: 'Idle' };
    return { State: 'Inactive', ...reason, LastUpdateStatus: 'Successful' };
  }
  return { State: 'Active', LastUpdateStatus: 'Successful' };
}

/** `2020-04-10T19:06:32.563+0000`: ISO 8601 with Lambda's own way to write UTC. */
export function lastModified(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}
