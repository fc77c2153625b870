/** Puts what a template names into the artifact bucket, by content: equal contents are put once a run, and only where absent. */
import { createHash } from 'node:crypto';
import {
  bytesBody,
  type CodeObject,
  failed,
  failureAt,
  type LocalReference,
  objectKey,
  type PackageBody,
  type ProvisionPorts,
  type Result,
  type Service,
  type StoredObject,
  success,
  type TrustStatement,
} from '@nx-lambda/core';
import type { ArtifactBucket } from './deploy-write.ts';

export interface PackagingRequest {
  readonly service: Service;
  readonly region: string;
  /** Absent: none is configured. */
  readonly bucket?: ArtifactBucket;
  /** Values that steer which local paths count. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Who may assume the roles that the template makes for its functions, beside Lambda. */
  readonly trust?: TrustStatement;
  /** Code that stays under the name that the stack knows, by the function's logical id. */
  readonly kept?: ReadonlyMap<string, CodeObject>;
}

export type PackagingPorts = Pick<ProvisionPorts, 'artifacts' | 'objects' | 'templates'>;

export interface ContentStore {
  /** `prefix` is `` or `Child/`. */
  reference(reference: LocalReference, prefix: string): Promise<Result<StoredObject>>;
  /** A template or a part of one. */
  text(text: string, extension: string): Promise<Result<StoredObject>>;
}

interface Content {
  readonly codeSha256: string;
  readonly extension: string;
  readonly body: PackageBody;
}

export function createContentStore(
  { service, bucket, region, kept }: PackagingRequest,
  { artifacts, objects, templates }: PackagingPorts,
  signal: AbortSignal | undefined,
): ContentStore {
  const uploads = new Map<string, Promise<Result<StoredObject>>>();

  async function store({ codeSha256, extension, body }: Content): Promise<Result<StoredObject>> {
    if (bucket === undefined) return failed(noBucket(service));
    const key = objectKey(bucket.prefix, codeSha256, extension);
    const put = async (): Promise<Result<StoredObject>> => {
      const { name, owner: expectedOwner } = bucket;
      const stored = await objects.putIfAbsent({ bucket: name, key, body, expectedOwner, codeSha256 }, signal);
      return stored.ok ? success({ bucket: name, key, region }) : stored;
    };
    const started = uploads.get(key) ?? put();
    uploads.set(key, started);
    return started;
  }

  async function artifact(logicalId: string): Promise<Result<StoredObject>> {
    const present = kept?.get(logicalId);
    if (present !== undefined) return success({ ...present, region });
    const manifest = await artifacts.manifest(service.name, logicalId);
    if (!manifest.ok) return manifest;
    if (manifest.value === undefined) return failed(notBuilt(logicalId));
    const { codeSha256 } = manifest.value;
    return artifacts.withZip(service.name, logicalId, (body) => store({ codeSha256, extension: '.zip', body }));
  }

  const bytes = (content: Uint8Array, extension: string) =>
    store({ codeSha256: sha256(content), extension, body: bytesBody(content) });

  return {
    async reference(reference, prefix) {
      const { path, value, logicalId, content } = reference;
      if (path === undefined) return artifact(`${prefix}${logicalId}`);
      const unbuilt = service.undeployable.find((each) => each.logicalId === `${prefix}${logicalId}`);
      if (content === 'function' && unbuilt !== undefined) return failed(unbuilt.reason);
      if (value === undefined) throw new Error(`${logicalId} names ${path} nowhere`);
      if (content === 'layer') return failed(layerNotBuilt(reference, value));
      const read = await templates.content(path, value);
      return read.ok ? bytes(read.value.bytes, read.value.extension) : read;
    },
    text: (text, extension) => bytes(Buffer.from(text), extension),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** Its folder as it lies there would be another layer than the one that is meant. */
function layerNotBuilt({ logicalId }: LocalReference, value: Parameters<typeof failureAt>[0]) {
  return failureAt(
    value,
    'NXL-PROVISION-LAYER',
    `The layer ${logicalId} is not built here, so there is nothing to provision it with.`,
    'Name a folder or a zip that holds what the layer is to hold, and take its BuildMethod out; a target that build depends on may make the folder.',
  );
}

function notBuilt(logicalId: string) {
  return {
    code: 'NXL-PACKAGE-MISSING',
    message: `There is no artifact of ${logicalId}.`,
    advice: 'Build the service first.',
  } as const;
}

function noBucket({ name }: Service) {
  return {
    code: 'NXL-PROVISION-NO-BUCKET',
    message: `The stack of ${name} needs files in an S3 bucket, and none is configured.`,
    advice:
      'Set the plugin option "artifactBucket" in nx.json; `nx g nx-lambda:bootstrap` shows how to make one with everything it needs.',
  } as const;
}
