/**
 * What a deployment needs from the outside. The AWS side is carried out by packages/aws, the rest by
 * packages/workspace; none of them throws for anything that AWS or the file system can answer.
 */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import type { Result } from '../failure.ts';
import type { DeploymentRecord, RecordSubject } from '../plan/deployment-record.ts';
import type { Clock, IdentityPort, LambdaPort, ObjectStorePort, PackageBody, StackPort } from '../ports.ts';

export interface DeployPorts {
  readonly identity: IdentityPort;
  readonly lambda: Pick<
    LambdaPort,
    'getFunction' | 'listFunctions' | 'updateFunctionCode' | 'getAlias' | 'publishVersion' | 'updateAlias'
  >;
  readonly stacks: StackPort;
  readonly objects: ObjectStorePort;
  readonly artifacts: BuiltArtifactsPort;
  readonly names: PhysicalNamesPort;
  readonly records: DeploymentRecordsPort;
  readonly clock: Clock;
}

/** Reads what the build stored. */
export interface BuiltArtifactsPort {
  /** Undefined: the function was not built. */
  manifest(service: string, logicalId: string): Promise<Result<ArtifactManifest | undefined>>;
  zip(service: string, logicalId: string): Promise<Result<Uint8Array>>;
  /** Hands the zip to `use` to be read in pieces, and closes it when that is over. */
  withZip<T>(service: string, logicalId: string, use: (body: PackageBody) => Promise<Result<T>>): Promise<Result<T>>;
}

/** One stack in one account and region. */
export interface StackSubject {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
}

/**
 * Remembers physical names that CloudFormation chose, so that a stack's resources are not listed each time. A name is
 * only a hint: it is used when GetFunction's tags prove that it still is that stack's resource, and read anew else.
 */
export interface PhysicalNamesPort {
  /** Physical names by logical id; undefined: nothing is remembered. */
  recall(subject: StackSubject): Promise<Result<Readonly<Record<string, string>> | undefined>>;
  /** Replaces what is remembered of this stack. */
  remember(subject: StackSubject, names: Readonly<Record<string, string>>): Promise<Result<void>>;
}

/** What was last deployed from this machine. */
export interface DeploymentRecordsPort {
  /** Undefined: nothing is recorded. */
  recall(subject: RecordSubject): Promise<Result<DeploymentRecord | undefined>>;
  remember(record: DeploymentRecord): Promise<Result<void>>;
}
