import { versionsOf } from './bucket.ts';
import { ownBucket, type S3Operation, xmlReply } from './operation.ts';

/**
 * Keys in UTF-8 order, of each its newest version first. "Objects … that you stored in a bucket before you set the
 * versioning state have a version ID of null". A page has 1,000 keys at most, and with them all their versions.
 */
export const listObjectVersions: S3Operation = {
  name: 'ListObjectVersions',
  mutating: false,
  run(call) {
    const bucket = ownBucket(call);
    const { query } = call.request;
    const prefix = query.get('prefix') ?? '';
    const after = query.get('key-marker') ?? '';
    const most = Math.min(1000, Number(query.get('max-keys') ?? 1000));
    const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (key: string) => key;
    const all = [...new Set([...bucket.objects.keys(), ...bucket.versions.keys()])]
      .filter((key) => key.startsWith(prefix) && compare(key, after) > 0)
      .sort(compare);
    const shown = all.slice(0, most);
    const last = shown.at(-1);
    const truncated = all.length > shown.length;
    return xmlReply('ListVersionsResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(after),
      VersionIdMarker: '',
      MaxKeys: most,
      EncodingType: query.get('encoding-type') ?? undefined,
      IsTruncated: truncated,
      NextKeyMarker: truncated && last !== undefined ? encode(last) : undefined,
      NextVersionIdMarker: truncated ? 'null' : undefined,
      Version: shown.flatMap((key) =>
        versionsOf(bucket, key)
          .toReversed()
          .map((version) => ({
            Key: encode(key),
            VersionId: version.versionId ?? 'null',
            IsLatest: version === bucket.objects.get(key),
            LastModified: new Date(version.lastModified).toISOString(),
            ETag: version.etag,
            Size: version.body.length,
            StorageClass: 'STANDARD',
          })),
      ),
    });
  },
};

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
