import { crc32, inflateRawSync } from 'node:zlib';

/** One entry of a zip, read from its central directory; nothing is inflated yet. */
export interface ZipEntry {
  /** As stored, with `/`. */
  readonly name: string;
  readonly directory: boolean;
  /** Permission bits, e.g. 0o755; undefined when the zip was not made on Unix. */
  readonly mode?: number;
  readonly symbolicLink: boolean;
  /** Bytes when inflated, as the directory claims. */
  readonly size: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed: Uint8Array;
}

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;

/**
 * Undefined when the bytes are no zip. Read here rather than by a library for the permission bits, which `bootstrap`
 * of a custom runtime needs, and to know the sizes before inflating. Zip64 is not read: 250 MB never needs it.
 */
export function readZip(zip: Uint8Array): readonly ZipEntry[] | undefined {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = findEnd(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const entry = readEntry(zip, view, at);
      if (entry === undefined) return undefined;
      entries.push(entry.entry);
      at = entry.next;
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return entries;
}

/** Undefined when the entry's bytes are damaged. */
export function inflateEntry(entry: ZipEntry): Uint8Array | undefined {
  try {
    const bytes =
      entry.method === 0
        ? entry.compressed
        : inflateRawSync(entry.compressed, { maxOutputLength: Math.max(1, entry.size) });
    return bytes.length === entry.size && crc32(bytes) === entry.crc ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function findEnd(view: DataView): number | undefined {
  const earliest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= earliest; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return undefined;
}

function readEntry(
  zip: Uint8Array,
  view: DataView,
  at: number,
): { readonly entry: ZipEntry; readonly next: number } | undefined {
  if (view.getUint32(at, true) !== CENTRAL_SIGNATURE) return undefined;
  const nameLength = view.getUint16(at + 28, true);
  const local = view.getUint32(at + 42, true);
  if (view.getUint32(local, true) !== LOCAL_SIGNATURE) return undefined;
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const compressedSize = view.getUint32(at + 20, true);
  if (start + compressedSize > zip.length) return undefined;
  const method = view.getUint16(at + 10, true);
  if (method !== 0 && method !== 8) return undefined;
  const madeOnUnix = view.getUint16(at + 4, true) >> 8 === 3;
  const unixMode = view.getUint32(at + 38, true) >>> 16;
  const name = Buffer.from(zip.subarray(at + 46, at + 46 + nameLength)).toString('utf8');
  const entry: ZipEntry = {
    name,
    directory: name.endsWith('/'),
    ...(madeOnUnix ? { mode: unixMode & 0o777 } : {}),
    symbolicLink: madeOnUnix && (unixMode & 0o170000) === 0o120000,
    size: view.getUint32(at + 24, true),
    method,
    crc: view.getUint32(at + 16, true),
    compressed: zip.subarray(start, start + compressedSize),
  };
  const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return { entry, next };
}
