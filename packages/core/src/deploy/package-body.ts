/** A package that lies in memory, read as one that does not. */
import { success } from '../failure.ts';
import type { PackageBody } from '../ports.ts';

export function bytesBody(bytes: Uint8Array): PackageBody {
  return { size: bytes.length, read: async (start, length) => success(bytes.subarray(start, start + length)) };
}
