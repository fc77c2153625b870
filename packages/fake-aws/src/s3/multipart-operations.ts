import { createHash } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import { emptyReply, header } from '../wire.ts';
import { xmlElements, xmlText } from '../xml.ts';
import { type Bucket, type MultipartUpload, type StoredObject, storeObject, type UploadedPart } from './bucket.ts';
import { verifiedChecksum } from './checksum.ts';
import { decodeBody } from './chunked.ts';
import {
  checkConditions,
  keptHeaders,
  ownBucket,
  type S3Call,
  type S3Operation,
  versionHeader,
  xmlReply,
} from './operation.ts';

/** "Minimum part size: 5 MiB. There is no minimum size limit on the last part" (S3 multipart upload limits). */
const LEAST_PART = 5 * 1024 * 1024;

export const createMultipartUpload: S3Operation = {
  name: 'CreateMultipartUpload',
  mutating: true,
  run(call) {
    const bucket = ownBucket(call);
    const id = call.world.newId();
    const contentType = header(call.request, 'content-type') ?? 'binary/octet-stream';
    bucket.uploads.set(id, { id, key: call.key, contentType, headers: keptHeaders(call), parts: new Map() });
    return xmlReply('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: call.key, UploadId: id });
  },
};

export const uploadPart: S3Operation = {
  name: 'UploadPart',
  mutating: true,
  run(call) {
    const { upload } = findUpload(call);
    const number = Number(call.request.query.get('partNumber'));
    if (!Number.isInteger(number) || number < 1 || number > 10_000) {
      throw new ApiError(400, 'InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
    }
    const { body, trailers } = decodeBody(call.request);
    const checksum = verifiedChecksum(call.request, body, trailers);
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    upload.parts.set(number, { body, etag, lastModified: call.world.clock() });
    return emptyReply(200, { etag, ...(checksum === undefined ? {} : { [checksum[0]]: checksum[1] }) });
  },
};

export const completeMultipartUpload: S3Operation = {
  name: 'CompleteMultipartUpload',
  mutating: true,
  run(call) {
    const { bucket, upload } = findUpload(call);
    const document = Buffer.from(decodeBody(call.request).body).toString('utf8');
    const parts = namedParts(document, upload);
    checkConditions(call, bucket);
    const digests = parts.map((part) => Buffer.from(part.etag.replaceAll('"', ''), 'hex'));
    const etag = `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}"`;
    const object: StoredObject = {
      body: Buffer.concat(parts.map((part) => part.body)),
      etag,
      lastModified: call.world.clock(),
      contentType: upload.contentType,
      headers: upload.headers,
    };
    const stored = storeObject(bucket, upload.key, object, call.world.newId);
    bucket.uploads.delete(upload.id);
    const reply = xmlReply('CompleteMultipartUploadResult', {
      Location: `${call.world.endpoint}/${bucket.name}/${upload.key}`,
      Bucket: bucket.name,
      Key: upload.key,
      ETag: etag,
    });
    return { ...reply, headers: { ...reply.headers, ...versionHeader(stored) } };
  },
};

export const abortMultipartUpload: S3Operation = {
  name: 'AbortMultipartUpload',
  mutating: true,
  run(call) {
    const { bucket, upload } = findUpload(call);
    bucket.uploads.delete(upload.id);
    return emptyReply(204);
  },
};

export const listParts: S3Operation = {
  name: 'ListParts',
  mutating: false,
  run(call) {
    const { bucket, upload } = findUpload(call);
    const parts = [...upload.parts].sort(([one], [other]) => one - other);
    return xmlReply('ListPartsResult', {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      IsTruncated: false,
      Part: parts.map(([PartNumber, part]) => ({
        PartNumber,
        LastModified: new Date(part.lastModified).toISOString(),
        ETag: part.etag,
        Size: part.body.length,
      })),
    });
  },
};

function findUpload(call: S3Call): { readonly bucket: Bucket; readonly upload: MultipartUpload } {
  const bucket = ownBucket(call);
  const upload = bucket.uploads.get(call.request.query.get('uploadId') ?? '');
  if (upload !== undefined && upload.key === call.key) return { bucket, upload };
  throw new ApiError(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );
}

/** The parts that the client lists, in its order, which must be ascending. */
function namedParts(document: string, upload: MultipartUpload): readonly UploadedPart[] {
  const listed = xmlElements(document, 'Part').map((part) => ({
    number: Number(xmlText(part, 'PartNumber')),
    etag: (xmlText(part, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (listed.length === 0) {
    throw new ApiError(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  return listed.map(({ number, etag }, index) => {
    const before = listed[index - 1];
    if (before !== undefined && before.number >= number) {
      throw new ApiError(
        400,
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    const part = upload.parts.get(number);
    if (part === undefined || part.etag.replaceAll('"', '') !== etag) {
      throw new ApiError(
        400,
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    if (part.body.length < LEAST_PART && index < listed.length - 1) {
      throw new ApiError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return part;
  });
}
