import { ownBucket, type S3Operation, xmlReply } from './operation.ts';

/**
 * No bucket of the stand-in is versioned: "Objects … that you stored in a bucket before you set the versioning state
 * have a version ID of null". Keys in UTF-8 order, 1,000 rows a page at most (ListObjectVersions).
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
    const all = [...bucket.objects]
      .filter(([key]) => key.startsWith(prefix) && compare(key, after) > 0)
      .sort(([one], [other]) => compare(one, other));
    const shown = all.slice(0, most);
    const last = shown.at(-1)?.[0];
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
      Version: shown.map(([key, { etag, body, lastModified }]) => ({
        Key: encode(key),
        VersionId: 'null',
        IsLatest: true,
        LastModified: new Date(lastModified).toISOString(),
        ETag: etag,
        Size: body.length,
        StorageClass: 'STANDARD',
      })),
    });
  },
};

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
