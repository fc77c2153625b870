import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../api-error.ts';
import { header, type WireRequest } from '../wire.ts';

/** Source: S3 User Guide, "Checking object integrity". Algorithms that are not here are taken on trust. */
const ALGORITHMS: Readonly<Record<string, (body: Uint8Array) => string>> = {
  'x-amz-checksum-crc32': (body) => bigEndian(crc32(body)),
  'x-amz-checksum-crc32c': (body) => bigEndian(crc32c(body)),
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'x-amz-checksum-sha512': (body) => createHash('sha512').update(body).digest('base64'),
  'x-amz-checksum-md5': (body) => createHash('md5').update(body).digest('base64'),
  'x-amz-checksum-crc64nvme': (body) => crc64nvme(body),
};

/** Verifies every checksum that came with the body, as header or trailer, and returns the one to keep. */
export function verifiedChecksum(
  request: WireRequest,
  body: Uint8Array,
  trailers: Readonly<Record<string, string>>,
): readonly [string, string] | undefined {
  const md5 = header(request, 'content-md5');
  if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5) {
    throw new ApiError(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  let kept: readonly [string, string] | undefined;
  for (const [name, compute] of Object.entries(ALGORITHMS)) {
    const claimed = header(request, name) ?? trailers[name];
    if (claimed === undefined) continue;
    if (compute(body) !== claimed) {
      const algorithm = name.replace('x-amz-checksum-', '').toUpperCase();
      throw new ApiError(400, 'BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    }
    kept = [name, claimed];
  }
  return kept;
}

function bigEndian(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(body: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of body) crc = (CRC32C_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** CRC-64/NVME, reflected polynomial 0x9a6c9329ac4bc9b5, in two halves because bigint is slow byte by byte. */
const CRC64_TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
  return value;
});
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, (value) => Number(value >> 32n));
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, (value) => Number(value & 0xffffffffn));

function crc64nvme(body: Uint8Array): string {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of body) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | ((high & 0xff) << 24)) ^ (CRC64_LOW[index] ?? 0);
    high = (high >>> 8) ^ (CRC64_HIGH[index] ?? 0);
  }
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0);
  bytes.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4);
  return bytes.toString('base64');
}
