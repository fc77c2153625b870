/** Where programs keep what they can get again, outside of every repository. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export function userCacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const set = platform === 'win32' ? environment.LOCALAPPDATA : environment.XDG_CACHE_HOME;
  if (set !== undefined && isAbsolute(set)) return join(set, 'nx-lambda');
  const usual = { win32: join('AppData', 'Local'), darwin: join('Library', 'Caches') };
  return join(home, platform === 'win32' || platform === 'darwin' ? usual[platform] : '.cache', 'nx-lambda');
}
