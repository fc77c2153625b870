import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inflateEntry, readZip } from './zip.ts';

/**
 * Writes a zip's files below `folder`, which must be empty. Entries that would land elsewhere (`..`, absolute,
 * with a drive) are left out, as are symbolic links: a zip that was uploaded may name any path of this machine.
 */
export async function unpackZip(zip: Uint8Array, folder: string): Promise<void> {
  for (const entry of readZip(zip) ?? []) {
    const relative = safePath(entry.name);
    if (relative === undefined || entry.symbolicLink) continue;
    const target = join(folder, relative);
    if (entry.directory) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, inflateEntry(entry) ?? new Uint8Array());
    if (entry.mode !== undefined && (entry.mode & 0o111) !== 0) await chmod(target, 0o755);
  }
}

/** The entry's path when it stays inside the folder. */
export function safePath(name: string): string | undefined {
  const parts = name.replaceAll('\\', '/').split('/');
  const inside = !name.startsWith('/') && !name.startsWith('\\') && !parts.includes('..') && !/^[a-z]:/i.test(name);
  const kept = parts.filter((part) => part !== '' && part !== '.');
  return inside && kept.length > 0 && !name.includes('\0') ? kept.join('/') : undefined;
}
