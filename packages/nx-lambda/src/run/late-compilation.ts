/**
 * When V8 compiles what runs often. A build of a thousand functions takes a few seconds, and by itself V8 spends more than
 * one of them, on threads of its own, on optimizing some 300 functions that hardly run any more when it is done. What
 * really runs often is optimized a little later.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function has run before it is optimized; by default 66 or 132 KiB. */
const BUDGET = 512 * 1024;

/** The versions of V8 that this was tried with: Node's 20, 22 and 24. A version without the flag would complain aloud. */
const VERSIONS = /^1[1-3]\./;

/** Undefined: V8's own way is right. */
export function compilationFlag(version: string): string | undefined {
  return VERSIONS.test(version) ? `--interrupt-budget=${BUDGET}` : undefined;
}

/** For the rest of the process, which ends soon after: Nx runs a batch in a process of its own. */
export function compileLate(): void {
  const flag = compilationFlag(process.versions.v8);
  if (flag !== undefined) setFlagsFromString(flag);
}
