/** What machine a compiled file is for, told from its first bytes alone. */
import type { Architecture } from '../service/service.ts';

export interface BinaryTarget {
  readonly system: 'linux' | 'darwin' | 'windows';
  /** As the system's own headers tell it; `unknown` for machines that Lambda does not have. */
  readonly machine: Architecture | 'unknown';
}

/** How many bytes of a file {@link binaryTarget} looks at. */
export const BINARY_HEADER_SIZE = 4096;

/** Undefined: no compiled file. */
export function binaryTarget(header: Uint8Array): BinaryTarget | undefined {
  if (startsWith(header, [0x7f, 0x45, 0x4c, 0x46])) return { system: 'linux', machine: elfMachine(header) };
  if (startsWith(header, [0xcf, 0xfa, 0xed, 0xfe])) return { system: 'darwin', machine: machOMachine(header) };
  // A universal binary and a Java class share this magic; a class file's next four bytes are its version, 45 and up.
  if (startsWith(header, [0xca, 0xfe, 0xba, 0xbe]) && (header[7] ?? 0) < 45) {
    return { system: 'darwin', machine: 'unknown' };
  }
  if (startsWith(header, [0x4d, 0x5a])) {
    const machine = peMachine(header);
    return machine === undefined ? undefined : { system: 'windows', machine };
  }
  return undefined;
}

/** e_machine of the ELF header (2 bytes at 18, in the byte order that byte 5 names). */
function elfMachine(header: Uint8Array): Architecture | 'unknown' {
  const littleEndian = header[5] === 1;
  const machine = littleEndian ? u16(header, 18) : undefined;
  return machine === 62 ? 'x86_64' : machine === 183 ? 'arm64' : 'unknown';
}

function machOMachine(header: Uint8Array): Architecture | 'unknown' {
  const machine = u16(header, 4) | (u16(header, 6) << 16);
  return machine === 0x01000007 ? 'x86_64' : machine === 0x0100000c ? 'arm64' : 'unknown';
}

function peMachine(header: Uint8Array): Architecture | 'unknown' | undefined {
  const start = u16(header, 0x3c);
  if (!startsWith(header.subarray(start), [0x50, 0x45, 0, 0])) return undefined;
  const machine = u16(header, start + 4);
  return machine === 0x8664 ? 'x86_64' : machine === 0xaa64 ? 'arm64' : 'unknown';
}

function u16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
