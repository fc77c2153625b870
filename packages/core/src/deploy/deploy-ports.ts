/**
 * What a deployment needs from the outside. The AWS side is carried out by packages/aws, the rest by
 * packages/workspace; none of them throws for anything that AWS or the file system can answer.
 */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import type { Notice, Result } from '../failure.ts';
import type { DeploymentRecord, RecordSubject } from '../plan/deployment-record.ts';
import type { Clock, IdentityPort, LambdaPort, ObjectStorePort, PackageBody, StackPort } from '../ports.ts';
import type { Service } from '../service/service.ts';
import type { LayerPort } from './layer-port.ts';
import type { Replacement } from './replacement.ts';
import type { RunJournalPort } from './run-journal.ts';

export interface DeployPorts {
  readonly identity: IdentityPort;
  readonly lambda: Pick<
    LambdaPort,
    'getFunction' | 'listFunctions' | 'updateFunctionCode' | 'getAlias' | 'publishVersion' | 'updateAlias'
  >;
  readonly stacks: StackPort;
  /** Absent: layers are left as they are. */
  readonly layers?: LayerPort;
  readonly objects: ObjectStorePort;
  readonly artifacts: BuiltArtifactsPort;
  readonly names: PhysicalNamesPort;
  readonly records: DeploymentRecordsPort;
  readonly clock: Clock;
  /** Absent: what is replaced is not kept, and can't be brought back from here. */
  readonly kept?: KeptCodePort;
  /** Absent: nobody is told later that a run was cut off. */
  readonly journal?: RunJournalPort;
  /** Absent: only code that was deployed from here can be kept. */
  readonly deployedCode?: DeployedCodePort;
  /** Absent: nobody is told which change of infrastructure waits. */
  readonly waiting?: WaitingInfrastructurePort;
}

export interface WaitingInfrastructurePort {
  /** What the service's template says here and its stack does not have yet. Undefined: nothing, or it is not known. */
  find(service: Service, stackName: string, signal?: AbortSignal): Promise<Notice | undefined>;
}

/** Reads the code of a function as it was when GetFunction last told of it, through the address that it gave. */
export interface DeployedCodePort {
  /** The zip, proven to be of that codeSha256. */
  read(request: {
    readonly physicalName: string;
    readonly codeSha256: string;
    /** Bytes: a larger zip is not read. */
    readonly maxSize: number;
  }): Promise<Result<Uint8Array>>;
}

/** What this machine replaced, and the codes themselves, for as long as the store has room for them. */
export interface KeptCodePort {
  /** Oldest first. */
  history(subject: RecordSubject): Promise<Result<readonly Replacement[]>>;
  /** Notes a replacement before it is carried out. */
  begin(subject: RecordSubject, replacement: Replacement): Promise<Result<void>>;
  /** Notes that it arrived. */
  prove(subject: RecordSubject, replacement: Replacement): Promise<Result<void>>;
  has(codeSha256: string): Promise<boolean>;
  /** Keeps a zip, with the source maps of that service's artifact where there are any. */
  keep(code: {
    readonly codeSha256: string;
    readonly zip: Uint8Array;
    readonly service?: string;
  }): Promise<Result<void>>;
  /** Fails where it is not there any more, or is damaged. */
  zip(codeSha256: string): Promise<Result<Uint8Array>>;
  /** What a kept code of this function was made of. Undefined: not kept. */
  manifest(subject: RecordSubject, codeSha256: string): Promise<Result<ArtifactManifest | undefined>>;
  keepManifest(subject: RecordSubject, manifest: ArtifactManifest): Promise<Result<void>>;
  /** Makes room: called once when a run is over. */
  sweep(): Promise<void>;
}

/** Reads what the build stored. */
export interface BuiltArtifactsPort {
  /** Undefined: the function was not built. */
  manifest(service: string, logicalId: string): Promise<Result<ArtifactManifest | undefined>>;
  zip(service: string, logicalId: string): Promise<Result<Uint8Array>>;
  /** Hands the zip to `use` to be read in pieces, and closes it when that is over. */
  withZip<T>(service: string, logicalId: string, use: (body: PackageBody) => Promise<Result<T>>): Promise<Result<T>>;
}

/** One stack in one account and region, or a search (`found:…`) whose functions are in none. */
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
