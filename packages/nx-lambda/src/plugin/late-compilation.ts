/**
 * When V8 compiles what runs often. To build or infer a thousand services takes a few seconds, and by itself Node 20
 * spends more than one of them, on threads of V8's own, on optimizing some 300 functions that hardly run any more when it
 * is done; where all is remembered, a third of what the plugin's process does. What really runs often is optimized a little later. From Node 22 on a quicker compiler comes before that one.
 */
import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function has run before it is optimized; by default 66 KiB. */
const BUDGET = 512 * 1024;

/** Node 20's. Later ones know no such flag and would complain aloud. */
const VERSION = /^11\./;

/** Undefined: V8's own way is right. */
export function compilationFlag(version: string): string | undefined {
  return VERSION.test(version) ? `--interrupt-budget=${BUDGET}` : undefined;
}

/** For the rest of the process: only for those that Nx runs for this plugin alone. */
export function compileLate(): void {
  const flag = compilationFlag(process.versions.v8);
  if (flag !== undefined) setFlagsFromString(flag);
}

/** Nx marks the processes in which it loads plugins; with NX_ISOLATE_PLUGINS=false it loads them in its own. */
export function isPluginProcess(): boolean {
  return Reflect.get(globalThis, 'NX_PLUGIN_WORKER') === true;
}
