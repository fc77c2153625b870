/** What layers need of AWS. Versions of a layer never change: what is known of an ARN stays true. */
import type { Result } from '../failure.ts';
import type { CodeLocation } from '../ports.ts';

export interface PublishLayerRequest {
  readonly name: string;
  readonly code: CodeLocation;
  readonly description: string;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  /** Once aborted, nothing is sent any more. */
  readonly stop?: AbortSignal;
}

export interface LayerContent {
  /** Of the version. */
  readonly arn: string;
  /** Base64 SHA-256 of its zip, as Lambda reports it. */
  readonly codeSha256: string;
}

export interface ListedLayerVersion {
  readonly arn: string;
  readonly version: number;
  readonly description: string;
}

export interface LayerVersionPage {
  /** Newest first. */
  readonly versions: readonly ListedLayerVersion[];
  /** Marker of the next page; absent on the last one. */
  readonly next?: string;
}

export interface UpdateLayersRequest {
  readonly name: string;
  /** ARNs of all layers that the function has from then on, in their order. */
  readonly layers: readonly string[];
  /** The RevisionId just read; Lambda answers 412 when the function changed since. */
  readonly revisionId: string;
  readonly stop?: AbortSignal;
}

export interface LayerPort {
  /** Undefined: no such version, or it was deleted. */
  getVersion(arn: string, signal?: AbortSignal): Promise<Result<LayerContent | undefined>>;
  /** Up to 50 versions of a layer; none for a layer that does not exist. The first page has no marker. */
  listVersions(name: string, marker: string | undefined, signal?: AbortSignal): Promise<Result<LayerVersionPage>>;
  publish(request: PublishLayerRequest): Promise<Result<LayerContent>>;
  /** Succeeds too where there is no such version. */
  deleteVersion(name: string, version: number): Promise<Result<void>>;
  /** The answer comes when Lambda has accepted the update, which may still be under way. */
  updateFunctionLayers(request: UpdateLayersRequest): Promise<Result<void>>;
}
