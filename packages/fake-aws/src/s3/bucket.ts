/** A bucket and what it holds. State: written to by the operations of this folder alone. */
export interface StoredObject {
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: number;
  readonly contentType: string;
  /** `x-amz-meta-*` and the standard headers that are given back with the object. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksum header that came with the object, e.g. `x-amz-checksum-crc32`. */
  readonly checksum?: readonly [header: string, value: string];
  /** Of a bucket with versioning. */
  readonly versionId?: string;
}

export interface UploadedPart {
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: number;
}

export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, UploadedPart>;
}

export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  /** The current versions. */
  readonly objects: Map<string, StoredObject>;
  /** All versions of a key, oldest first; none where the bucket never kept versions. Delete markers are not modelled. */
  readonly versions: Map<string, readonly StoredObject[]>;
  readonly uploads: Map<string, MultipartUpload>;
  versioning?: 'Enabled' | 'Suspended';
  /** The bucket policy's JSON. */
  policy?: string;
}

export function newBucket(facts: Pick<Bucket, 'name' | 'account' | 'region' | 'created'>): Bucket {
  return { ...facts, objects: new Map(), versions: new Map(), uploads: new Map() };
}

/** What was stored, with its version where the bucket keeps versions. */
export function storeObject(bucket: Bucket, key: string, object: StoredObject, newId: () => string): StoredObject {
  const before = versionsOf(bucket, key);
  const enabled = bucket.versioning === 'Enabled';
  const stored = enabled ? { ...object, versionId: newId().replaceAll('-', '') } : object;
  bucket.objects.set(key, stored);
  // An object without a version takes the place of the one that has none.
  const kept = enabled ? before : before.filter(({ versionId }) => versionId !== undefined);
  if (enabled || kept.length > 0) bucket.versions.set(key, [...kept, stored]);
  return stored;
}

/** Oldest first. */
export function versionsOf({ objects, versions }: Bucket, key: string): readonly StoredObject[] {
  const current = objects.get(key);
  return versions.get(key) ?? (current === undefined ? [] : [current]);
}

/**
 * Without a version the key is free from then on, and versions stay; with one, only that one goes: `null` is the one of
 * an object that was put while the bucket kept no versions.
 */
export function deleteObjectVersion(bucket: Bucket, key: string, version: string | undefined): void {
  const versioned = bucket.versioning === 'Enabled';
  if (version === undefined) {
    if (versioned) bucket.versions.set(key, versionsOf(bucket, key));
    bucket.objects.delete(key);
    return;
  }
  const left = versionsOf(bucket, key).filter(({ versionId = 'null' }) => versionId !== version);
  const wasCurrent = (bucket.objects.get(key)?.versionId ?? 'null') === version;
  if (left.length > 0) bucket.versions.set(key, left);
  else bucket.versions.delete(key);
  if (!wasCurrent || !bucket.objects.has(key)) return;
  const newest = left.at(-1);
  if (newest === undefined) bucket.objects.delete(key);
  else bucket.objects.set(key, newest);
}

/** Versions count as well as objects. */
export function isEmpty({ objects, versions }: Bucket): boolean {
  return objects.size === 0 && versions.size === 0;
}
