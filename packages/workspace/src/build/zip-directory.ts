/** The central directory of a zip, read without unpacking anything. */
import type { SizedEntry } from '@nx-lambda/core';

const END_RECORD = 0x06054b50;
const DIRECTORY_RECORD = 0x02014b50;
const END_RECORD_SIZE = 22;
const DIRECTORY_RECORD_SIZE = 46;
const MAX_COMMENT = 0xffff;

/** Undefined: no zip, or one whose directory does not fit its bytes. */
export function zipDirectory(zip: Uint8Array): readonly SizedEntry[] | undefined {
  const view = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = endRecord(view);
  if (end === undefined) return undefined;
  const entries: SizedEntry[] = [];
  let offset = view.readUInt32LE(end + 16);
  for (let count = view.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (offset + DIRECTORY_RECORD_SIZE > end || view.readUInt32LE(offset) !== DIRECTORY_RECORD) return undefined;
    const nameLength = view.readUInt16LE(offset + 28);
    const name = offset + DIRECTORY_RECORD_SIZE;
    entries.push({ path: view.toString('utf8', name, name + nameLength), size: view.readUInt32LE(offset + 24) });
    offset = name + nameLength + view.readUInt16LE(offset + 30) + view.readUInt16LE(offset + 32);
  }
  return offset <= end ? entries : undefined;
}

function endRecord(view: Buffer): number | undefined {
  const lowest = Math.max(0, view.length - END_RECORD_SIZE - MAX_COMMENT);
  for (let offset = view.length - END_RECORD_SIZE; offset >= lowest; offset -= 1) {
    if (view.readUInt32LE(offset) === END_RECORD) return offset;
  }
  return undefined;
}
