import { ApiError } from '../api-error.ts';
import type { XmlNode } from '../xml.ts';
import type { Bucket } from './bucket.ts';
import { ownBucket, type S3Operation, xmlReply } from './operation.ts';

type Row = { readonly key: string } | { readonly prefix: string };

/** Keys in UTF-8 order, 1,000 rows a page at most; common prefixes count as rows (ListObjectsV2). */
export const listObjectsV2: S3Operation = {
  name: 'ListObjectsV2',
  mutating: false,
  run(call) {
    const bucket = ownBucket(call);
    const { query } = call.request;
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const token = query.get('continuation-token');
    const after = token === null ? (query.get('start-after') ?? '') : readToken(token);
    const most = Math.min(1000, Number(query.get('max-keys') ?? 1000));
    const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key;
    const all = rows(bucket, prefix, delimiter).filter((row) => compare(nameOf(row), after) > 0);
    const shown = all.slice(0, most);
    const last = shown.at(-1);
    const truncated = all.length > shown.length;
    return xmlReply('ListBucketResult', {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      MaxKeys: most,
      EncodingType: query.get('encoding-type') ?? undefined,
      KeyCount: shown.length,
      IsTruncated: truncated,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: truncated && last !== undefined ? writeToken(nameOf(last)) : undefined,
      Contents: shown.flatMap((row) => ('key' in row ? [contents(bucket, row.key, encode)] : [])),
      CommonPrefixes: shown.flatMap((row) => ('prefix' in row ? [{ Prefix: encode(row.prefix) }] : [])),
    });
  },
};

function rows(bucket: Bucket, prefix: string, delimiter: string): readonly Row[] {
  const found = new Map<string, Row>();
  for (const key of [...bucket.objects.keys()].filter((each) => each.startsWith(prefix)).sort(compare)) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut < 0) found.set(key, { key });
    else {
      const common = key.slice(0, cut + delimiter.length);
      found.set(common, { prefix: common });
    }
  }
  return [...found.values()];
}

function contents(bucket: Bucket, key: string, encode: (key: string) => string): XmlNode {
  const object = bucket.objects.get(key);
  return {
    Key: encode(key),
    LastModified: new Date(object?.lastModified ?? 0).toISOString(),
    ETag: object?.etag,
    Size: object?.body.length,
    StorageClass: 'STANDARD',
  };
}

function nameOf(row: Row): string {
  return 'key' in row ? row.key : row.prefix;
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** As S3 encodes keys for `encoding-type=url`: slashes stay. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

function writeToken(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith('after:')) return text.slice('after:'.length);
  throw new ApiError(400, 'InvalidArgument', 'The continuation token provided is incorrect');
}
