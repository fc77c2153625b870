/**
 * Layers unpacked on this machine. A folder is there under its digest only when it is whole: it is made under another
 * name and moved into place. What a digest names never changes.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, type LayerFoldersPort, type Result, success } from '@nx-lambda/core';
import { unzipSync } from 'fflate';
import { isExecutable } from '../build/file-mode.ts';
import { insidePath } from './inside-path.ts';

/** `cacheFolder` is absolute, and outside of every repository. */
export function layerFolders(cacheFolder: string): LayerFoldersPort {
  return {
    async folder(layers) {
      const single: string[] = [];
      for (const { codeSha256, read } of layers) {
        const folder = join(cacheFolder, `layer-${hex(codeSha256)}`);
        const made = await once(folder, async (target): Promise<Result<void>> => {
          const zip = await read();
          return zip.ok ? unpack(zip.value, target) : zip;
        });
        if (!made.ok) return made;
        single.push(folder);
      }
      const [only, ...others] = single;
      if (only !== undefined && others.length === 0) return success(await realpath(only));
      const merged = join(cacheFolder, `layers-${hex(layers.map(({ codeSha256 }) => codeSha256).join(' '))}`);
      const made = await once(merged, async (target) => {
        for (const folder of single) await cp(folder, target, { recursive: true, verbatimSymlinks: true });
        return success(undefined);
      });
      return made.ok ? success(await realpath(merged)) : made;
    },
  };
}

async function once(folder: string, make: (target: string) => Promise<Result<void>>): Promise<Result<void>> {
  if (existsSync(folder)) return success(undefined);
  const target = `${folder}.${randomUUID()}`;
  try {
    await mkdir(target, { recursive: true });
    const made = await make(target);
    if (!made.ok) return made;
    // Another command may have been faster: its folder holds the same.
    await rename(target, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return success(undefined);
  } catch (error) {
    return failed({
      code: 'NXL-INVOKE-LAYER-FOLDER',
      message: `Layers can't be unpacked to ${dirname(folder)}: ${error instanceof Error ? error.message : String(error)}.`,
      advice: 'Make that folder writable, and see that there is space on the disk.',
    });
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

async function unpack(zip: Uint8Array, folder: string): Promise<Result<void>> {
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const path = insidePath(name);
    if (path === undefined) continue;
    const target = join(folder, path);
    if (name.endsWith('/')) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    if (isExecutable(path, bytes)) await chmod(target, 0o755);
  }
  return success(undefined);
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
