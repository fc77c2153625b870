/**
 * Artifacts on disk, a folder for each service. A manifest is written after its zip and source maps, each by rename,
 * so that a reader finds a whole artifact, the one before, or a manifest whose codeSha256 tells that its zip is not it.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ArtifactStorePort,
  artifactFiles,
  type Failure,
  failed,
  manifestText,
  type PackedArtifact,
  parseManifest,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';

export function artifactStore(outputFolder: (service: Service) => string): ArtifactStorePort {
  return {
    write: (service, artifact) => {
      return told(service, async () => writeArtifact(outputFolder(service), artifact));
    },
    prune: (service, keep) => told(service, async () => pruneFolder(outputFolder(service), keep)),
  };
}

async function writeArtifact(folder: string, { manifest, zip, sourceMaps }: PackedArtifact): Promise<void> {
  const names = artifactFiles(manifest.function);
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeIfDifferent(join(folder, names.zip), zip),
    ...sourceMaps.map((map) => writeIfDifferent(join(folder, map.path), map.bytes)),
  ]);
  await writeIfDifferent(join(folder, names.manifest), Buffer.from(manifestText(manifest)));
}

async function writeIfDifferent(path: string, bytes: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(bytes)) return;
  // Functions of equal code write the same source map, maybe at once.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, bytes);
  }
  await rename(temporary, path);
}

async function pruneFolder(folder: string, keep: readonly string[]): Promise<void> {
  const kept = new Set(keep.flatMap((logicalId) => Object.values(artifactFiles(logicalId))));
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const maps = new Set<string>();
  for (const entry of names) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) continue;
    if (!kept.has(entry.name)) await rm(path, { force: true });
    else if (entry.name.endsWith('.json')) {
      const manifest = parseManifest(await readFile(path, 'utf8'), entry.name);
      if (manifest.ok) for (const map of manifest.value.sourceMaps) maps.add(map);
    }
  }
  await pruneMaps(folder, 'maps', maps);
}

async function pruneMaps(folder: string, inside: string, kept: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = `${inside}/${entry.name}`;
    if (entry.isDirectory()) await pruneMaps(folder, path, kept);
    else if (!kept.has(path)) await rm(join(folder, path), { force: true });
  }
  if (entries.length > 0) await rmdir(join(folder, inside)).catch(() => undefined);
}

async function told(service: Service, work: () => Promise<void>): Promise<Result<void>> {
  try {
    return success(await work());
  } catch (error) {
    return failed(storeFailure(service, error));
  }
}

function storeFailure(service: Service, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.name : 'unknown error');
  return {
    code: 'NXL-BUILD-STORE',
    message: `The artifacts of ${service.name} can't be written (${code}).`,
    advice: 'Check the rights and the free space of the output folder.',
  };
}
