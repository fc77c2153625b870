/** Sends one function's code, inside the request or through the artifact bucket. */
import {
  type ArtifactManifest,
  type CodeLocation,
  type DeployPorts,
  type Emit,
  type Failure,
  failed,
  isConflict,
  objectKey,
  type PackageStorage,
  type Result,
  type StoredPackage,
  success,
  type UpdateAction,
  type UpdateCodeAnswer,
  uploadRoute,
} from '@nx-lambda/core';

export interface CodeWriter {
  /** Once `stop` is aborted nothing more is sent; what is under way is waited for. */
  write(
    action: UpdateAction,
    manifest: ArtifactManifest,
    revisionId: string,
    stop: AbortSignal | undefined,
  ): Promise<Result<UpdateCodeAnswer>>;
}

export interface ArtifactBucket {
  readonly name: string;
  readonly prefix: string;
  /** Account that must own the bucket. */
  readonly owner: string;
  /** `reference`: functions refer to its objects; layers, and all where it is absent, are copied. */
  readonly storage?: PackageStorage;
}

interface BuiltZip {
  readonly service: string;
  readonly logicalId: string;
  readonly codeSha256: string;
  readonly zipSize: number;
}

/** A layer's zip as Lambda takes it: inside the request, or put into the bucket. */
export async function storedZip(
  { service, logicalId, codeSha256, zipSize }: BuiltZip,
  { artifacts, objects }: DeployPorts,
  bucket: ArtifactBucket | undefined,
  stop: AbortSignal | undefined,
): Promise<Result<CodeLocation>> {
  if (uploadRoute(zipSize) === 'direct') {
    const zip = await artifacts.zip(service, logicalId);
    return zip.ok ? success({ kind: 'zip', bytes: zip.value }) : zip;
  }
  if (bucket === undefined) return failed(noBucket(logicalId));
  const { name, owner: expectedOwner } = bucket;
  const key = objectKey(bucket.prefix, codeSha256);
  const stored = await artifacts.withZip(service, logicalId, (body) =>
    objects.putIfAbsent({ bucket: name, key, body, expectedOwner, codeSha256 }, stop),
  );
  return stored.ok ? success({ kind: 's3', bucket: name, key }) : stored;
}

function noBucket(logicalId: string): Failure {
  return {
    code: 'NXL-PLAN-NO-BUCKET',
    message: `The zip of ${logicalId} is too large to upload without S3.`,
    advice: 'Set the plugin option "artifactBucket".',
  };
}

function noVersion(bucket: string, key: string): Failure {
  return {
    code: 'NXL-DEPLOY-NO-VERSION',
    message: `s3://${bucket}/${key} has no version that a function could refer to.`,
    advice: `Switch versioning on (aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled); delete objects that were put before.`,
  };
}

/** Equal zips are put into the bucket once a run. */
export function createCodeWriter(ports: DeployPorts, bucket: ArtifactBucket | undefined, emit: Emit): CodeWriter {
  const uploads = new Map<string, Promise<Result<StoredPackage>>>();

  function upload(
    { service, logicalId, codeSha256 }: UpdateAction,
    key: string,
    { name, owner }: ArtifactBucket,
    stop: AbortSignal | undefined,
  ): Promise<Result<StoredPackage>> {
    const onProgress = (done: number, total: number) =>
      emit({ type: 'upload-progress', service, logicalId, done, total });
    return ports.artifacts.withZip(service, logicalId, (body) =>
      ports.objects.putIfAbsent({ bucket: name, key, body, expectedOwner: owner, codeSha256, onProgress }, stop),
    );
  }

  return {
    async write(action, manifest, revisionId, stop) {
      const { architecture } = manifest;
      const target = { name: action.physicalName, revisionId, architecture, ...(stop && { stop }) };
      if (action.upload === 'direct') {
        const zip = await ports.artifacts.zip(action.service, action.logicalId);
        if (!zip.ok) return zip;
        return ports.lambda.updateFunctionCode({ ...target, code: { kind: 'zip', bytes: zip.value } });
      }
      if (bucket === undefined) {
        return failed(noBucket(action.logicalId));
      }
      const key = objectKey(bucket.prefix, action.codeSha256);
      const uploaded = uploads.get(key) ?? upload(action, key, bucket, stop);
      uploads.set(key, uploaded);
      const stored = await uploaded;
      if (!stored.ok) {
        // Somebody else puts the same object just now: worth another try, others are not.
        if (isConflict(stored.failures[0])) uploads.delete(key);
        return stored;
      }
      const code = { kind: 's3', bucket: bucket.name, key } as const;
      if (bucket.storage !== 'reference') return ports.lambda.updateFunctionCode({ ...target, code });
      const { versionId: referTo } = stored.value;
      if (referTo === undefined) return failed(noVersion(bucket.name, key));
      return ports.lambda.updateFunctionCode({ ...target, code: { ...code, referTo } });
    },
  };
}
