/**
 * Whether a packaged file is executable: told by its name and its first bytes, never by the mode on disk, which
 * depends on umask and is missing on Windows.
 */
import { BINARY_HEADER_SIZE, binaryTarget } from '@nx-lambda/core';

export function isExecutable(path: string, bytes: Uint8Array): boolean {
  if (path === 'bootstrap') return true;
  const shebang = bytes[0] === 0x23 && bytes[1] === 0x21;
  return shebang || binaryTarget(bytes.subarray(0, BINARY_HEADER_SIZE)) !== undefined;
}
