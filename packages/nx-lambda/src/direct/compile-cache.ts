/** Node's own cache of compiled code, where Node has one (22.8 and later). */
import * as nodeModule from 'node:module';

/** @param folder absolute; in the workspace, as a folder that all users share is nobody's to trust. */
export function enableCompileCache(folder: string, environment: NodeJS.ProcessEnv = process.env): void {
  const enable: unknown = Reflect.get(nodeModule, 'enableCompileCache');
  if (typeof enable !== 'function') return;
  // Whoever chose a folder of their own keeps it.
  if (environment.NODE_COMPILE_CACHE) enable();
  else enable(folder);
}
