/** What was last deployed from this machine: a hint for `--why`, never a reason to skip or to write. */
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
}
