/** Where Nx keeps this workspace's cache, found without loading Nx (which would cost every command 70 ms here). */
import { isAbsolute, join } from 'node:path';

export function cacheFolder(
  workspaceRoot: string,
  nxJson: { readonly cacheDirectory?: string },
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const folder = environment.NX_CACHE_DIRECTORY ?? nxJson.cacheDirectory ?? join('.nx', 'cache');
  return join(isAbsolute(folder) ? folder : join(workspaceRoot, folder), 'nx-lambda');
}
