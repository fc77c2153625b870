import { createHash } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import { emptyReply, header, type WireReply } from '../wire.ts';
import { xmlElements, xmlText } from '../xml.ts';
import { deleteObjectVersion, type StoredObject, storeObject, versionsOf } from './bucket.ts';
import { verifiedChecksum } from './checksum.ts';
import { decodeBody } from './chunked.ts';
import {
  checkConditions,
  keptHeaders,
  noSuchKey,
  noSuchVersion,
  ownBucket,
  preconditionFailed,
  type S3Call,
  type S3Operation,
  versionHeader,
  xmlReply,
} from './operation.ts';

export const putObject: S3Operation = {
  name: 'PutObject',
  mutating: true,
  run(call) {
    const bucket = ownBucket(call);
    checkConditions(call, bucket);
    const { body, trailers } = decodeBody(call.request);
    const checksum = verifiedChecksum(call.request, body, trailers);
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const object: StoredObject = {
      body,
      etag,
      lastModified: call.world.clock(),
      contentType: header(call.request, 'content-type') ?? 'binary/octet-stream',
      headers: keptHeaders(call),
      ...(checksum === undefined ? {} : { checksum }),
    };
    const stored = storeObject(bucket, call.key, object, call.world.newId);
    const given = checksum === undefined ? {} : { [checksum[0]]: checksum[1] };
    return emptyReply(200, { etag, ...given, ...versionHeader(stored) });
  },
};

export const getObject: S3Operation = {
  name: 'GetObject',
  mutating: false,
  run(call) {
    const object = findObject(call);
    const range = header(call.request, 'range');
    return range === undefined
      ? { status: 200, headers: { ...objectHeaders(object), ...checksumHeader(call, object) }, body: object.body }
      : rangeReply(object, range);
  },
};

export const headObject: S3Operation = {
  name: 'HeadObject',
  mutating: false,
  run(call) {
    const object = findObject(call);
    const size = { 'content-length': String(object.body.length) };
    return { status: 200, headers: { ...objectHeaders(object), ...checksumHeader(call, object), ...size }, body: '' };
  },
};

/** Deleting what is not there succeeds too. */
export const deleteObject: S3Operation = {
  name: 'DeleteObject',
  mutating: true,
  run(call) {
    deleteObjectVersion(ownBucket(call), call.key, call.request.query.get('versionId') ?? undefined);
    return emptyReply(204);
  },
};

export const deleteObjects: S3Operation = {
  name: 'DeleteObjects',
  mutating: true,
  run(call) {
    const bucket = ownBucket(call);
    const document = Buffer.from(decodeBody(call.request).body).toString('utf8');
    const objects = xmlElements(document, 'Object');
    const keys = objects.map((object) => xmlText(object, 'Key') ?? '');
    objects.forEach((object, index) => {
      deleteObjectVersion(bucket, keys[index] ?? '', xmlText(object, 'VersionId'));
    });
    const quiet = xmlText(document, 'Quiet') === 'true';
    return xmlReply('DeleteResult', quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) });
  },
};

function findObject(call: S3Call): StoredObject {
  const bucket = ownBucket(call);
  const versionId = call.request.query.get('versionId');
  const object =
    versionId === null
      ? bucket.objects.get(call.key)
      : versionsOf(bucket, call.key).find((version) => (version.versionId ?? 'null') === versionId);
  if (object === undefined) throw versionId === null ? noSuchKey(call.key) : noSuchVersion(call.key, versionId);
  const ifMatch = header(call.request, 'if-match');
  if (ifMatch !== undefined && ifMatch.replaceAll('"', '') !== object.etag.replaceAll('"', '')) {
    throw preconditionFailed('If-Match');
  }
  return object;
}

function objectHeaders(object: StoredObject): Readonly<Record<string, string>> {
  return {
    'content-type': object.contentType,
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(object),
    ...object.headers,
  };
}

/** Only when asked for (ChecksumMode), and never with a part of the object. */
function checksumHeader(call: S3Call, object: StoredObject): Readonly<Record<string, string>> {
  if (object.checksum === undefined || header(call.request, 'x-amz-checksum-mode') !== 'ENABLED') return {};
  return { [object.checksum[0]]: object.checksum[1] };
}

/** One range: `bytes=0-99`, `bytes=100-`, `bytes=-100`. */
function rangeReply(object: StoredObject, range: string): WireReply {
  const size = object.body.length;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if ((first === '' && last === '') || start > end) {
    throw new ApiError(416, 'InvalidRange', 'The requested range is not satisfiable', {
      members: { RangeRequested: range, ActualObjectSize: String(size) },
    });
  }
  return {
    status: 206,
    headers: { ...objectHeaders(object), 'content-range': `bytes ${start}-${end}/${size}` },
    body: object.body.subarray(start, end + 1),
  };
}
