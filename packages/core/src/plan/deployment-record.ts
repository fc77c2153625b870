/**
 * What this machine last proved to be deployed: by an update that it waited for, or by a GetFunction that passed all
 * guards. A hint for `--why`, and enough to take ListFunctions' word that this same code is still there; never a
 * reason to write.
 */
import type { ArtifactManifest } from '../artifact/manifest.ts';

export interface RecordSubject {
  readonly accountId: string;
  readonly region: string;
  /** The environment's name. */
  readonly environment: string;
  readonly service: string;
  readonly logicalId: string;
}

export interface DeploymentRecord extends RecordSubject {
  readonly schema: 1;
  readonly physicalName: string;
  /** Of the artifact that was deployed; its codeSha256 says whether the record is still about what is deployed. */
  readonly manifest: ArtifactManifest;
  /**
   * The git commit that was checked out when this machine deployed the code, as hex. Absent where there was none, and
   * where the code was found deployed already.
   */
  readonly commit?: string;
  /** When a rollback brought this code back, ISO 8601. Absent where it was deployed. */
  readonly restoredAt?: string;
}
