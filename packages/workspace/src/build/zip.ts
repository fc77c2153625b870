/**
 * A zip whose bytes depend on its entries' names, contents and modes alone. The compression is fflate's, which gives
 * the same bytes on every Node version and platform; the container is written here, because fflate's own takes times
 * from the local time zone, moves names that look like numbers to the front and wraps silently at 65,536 entries.
 */
import { crc32 } from 'node:zlib';
import { loadDeflate } from './lazy-modules.ts';

export interface ZipEntry {
  /** With `/`, relative. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** What a zip without the zip64 extension can hold. */
export const MAX_ENTRIES = 65_535;

const LEVEL = 6;
/** 1980-01-01 00:00:00 in DOS form, the first time that a zip can tell: year 0 since 1980, month 1, day 1. */
const DOS_DATE = (1 << 5) | 1;
const DOS_TIME = 0;
const VERSION_NEEDED = 20;
/** Made by Unix (3), so that unpackers honour the modes. */
const VERSION_MADE_BY = (3 << 8) | VERSION_NEEDED;
const UTF8_NAMES = 1 << 11;
const STORED = 0;
const DEFLATED = 8;
const REGULAR_FILE = 0o100000;

/** Entries in any order; they are written sorted by the bytes of their names. */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  if (entries.length > MAX_ENTRIES) throw new Error(`a zip of ${entries.length} entries`);
  const records = entries
    .map((entry) => ({ entry, name: Buffer.from(entry.path, 'utf8') }))
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .map(({ entry, name }) => ({ entry, name, ...compressed(entry.bytes), crc: crc32(entry.bytes) }));

  const size = records.reduce((sum, { name, data }) => sum + 30 + 46 + 2 * name.length + data.length, 22);
  const zip = Buffer.alloc(size);
  let offset = 0;
  const offsets = records.map((record) => {
    const start = offset;
    offset = zip.writeUInt32LE(0x04034b50, offset);
    offset = writeCommonFields(zip, offset, record);
    offset += record.name.copy(zip, offset);
    zip.set(record.data, offset);
    offset += record.data.length;
    return start;
  });
  const directory = offset;
  records.forEach((record, index) => {
    offset = zip.writeUInt32LE(0x02014b50, offset);
    offset = zip.writeUInt16LE(VERSION_MADE_BY, offset);
    offset = writeCommonFields(zip, offset, record);
    // Comment length, disk number and internal attributes stay 0.
    offset = zip.writeUInt32LE(((REGULAR_FILE | (record.entry.executable ? 0o755 : 0o644)) << 16) >>> 0, offset + 6);
    offset = zip.writeUInt32LE(offsets[index] ?? 0, offset);
    offset += record.name.copy(zip, offset);
  });
  const directorySize = offset - directory;
  offset = zip.writeUInt32LE(0x06054b50, offset) + 4;
  offset = zip.writeUInt16LE(records.length, offset);
  offset = zip.writeUInt16LE(records.length, offset);
  offset = zip.writeUInt32LE(directorySize, offset);
  zip.writeUInt32LE(directory, offset);
  return zip;
}

interface Compressed {
  readonly method: number;
  readonly data: Uint8Array;
}

function compressed(bytes: Uint8Array): Compressed {
  const deflated = loadDeflate().deflateSync(bytes, { level: LEVEL });
  return deflated.length < bytes.length ? { method: DEFLATED, data: deflated } : { method: STORED, data: bytes };
}

interface ZipRecord extends Compressed {
  readonly entry: ZipEntry;
  readonly name: Buffer;
  readonly crc: number;
}

/** The 26 bytes that local headers and the central directory have in common. No extra fields. */
function writeCommonFields(zip: Buffer, start: number, record: ZipRecord): number {
  let offset = zip.writeUInt16LE(VERSION_NEEDED, start);
  offset = zip.writeUInt16LE(record.name.length === record.entry.path.length ? 0 : UTF8_NAMES, offset);
  offset = zip.writeUInt16LE(record.method, offset);
  offset = zip.writeUInt16LE(DOS_TIME, offset);
  offset = zip.writeUInt16LE(DOS_DATE, offset);
  offset = zip.writeUInt32LE(record.crc, offset);
  offset = zip.writeUInt32LE(record.data.length, offset);
  offset = zip.writeUInt32LE(record.entry.bytes.length, offset);
  offset = zip.writeUInt16LE(record.name.length, offset);
  return zip.writeUInt16LE(0, offset);
}
