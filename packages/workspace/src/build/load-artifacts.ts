/** The artifacts of a service as deployments read them: manifests at once, zips when they are needed. */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArtifactManifest,
  artifactFiles,
  type Failure,
  failed,
  type PackageBody,
  parseManifest,
  type Result,
  success,
} from '@nx-lambda/core';

export interface LoadedArtifact {
  readonly manifest: ArtifactManifest;
  /** Absolute. */
  readonly folder: string;
  /** Fails when the zip is missing or is not the one that the manifest tells of. */
  readZip(): Promise<Result<Uint8Array>>;
  /** Hands the zip to `use` to be read in pieces. Whoever reads all of it compares it with the manifest's digest. */
  withZip<T>(use: (body: PackageBody) => Promise<Result<T>>): Promise<Result<T>>;
}

export interface LoadedFunction {
  readonly logicalId: string;
  readonly artifact: Result<LoadedArtifact>;
}

/** `folder` is the absolute folder of one service's artifacts; one answer for each logical id, in the same order. */
export async function loadArtifacts(folder: string, logicalIds: readonly string[]): Promise<readonly LoadedFunction[]> {
  return Promise.all(
    logicalIds.map(async (logicalId) => ({ logicalId, artifact: await loadArtifact(folder, logicalId) })),
  );
}

async function loadArtifact(folder: string, logicalId: string): Promise<Result<LoadedArtifact>> {
  const names = artifactFiles(logicalId);
  const text = await readFile(join(folder, names.manifest), 'utf8').catch(unreadable);
  if (typeof text !== 'string') return failed(missing(logicalId, names.manifest, text.code));
  const manifest = parseManifest(text, names.manifest);
  if (!manifest.ok) return manifest;
  if (manifest.value.function !== logicalId) {
    return failed(corrupted(logicalId, `${names.manifest} is the manifest of ${manifest.value.function}`));
  }
  return success({
    manifest: manifest.value,
    folder,
    readZip: () => readZip(folder, manifest.value),
    withZip: (use) => withZip(folder, manifest.value, use),
  });
}

async function readZip(folder: string, manifest: ArtifactManifest): Promise<Result<Uint8Array>> {
  const { zip } = artifactFiles(manifest.function);
  const bytes = await readFile(join(folder, zip)).catch(unreadable);
  if (!Buffer.isBuffer(bytes)) return failed(missing(manifest.function, zip, bytes.code));
  if (createHash('sha256').update(bytes).digest('base64') === manifest.codeSha256) return success(bytes);
  return failed(corrupted(manifest.function, `${zip} is not the zip that its manifest tells of`));
}

async function withZip<T>(
  folder: string,
  manifest: ArtifactManifest,
  use: (body: PackageBody) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { zip } = artifactFiles(manifest.function);
  const file = await open(join(folder, zip)).catch(unreadable);
  if ('code' in file) return failed(missing(manifest.function, zip, file.code));
  try {
    return await use({
      size: manifest.zipSize,
      async read(start, length) {
        const bytes = Buffer.alloc(length);
        const done = await file.read(bytes, 0, length, start).catch(unreadable);
        if ('code' in done) return failed(missing(manifest.function, zip, done.code));
        if (done.bytesRead === length) return success(bytes);
        return failed(corrupted(manifest.function, `${zip} is shorter than its manifest tells`));
      },
    });
  } finally {
    await file.close();
  }
}

interface Unreadable {
  readonly code: string;
}

function unreadable(error: unknown): Unreadable {
  return { code: (error as NodeJS.ErrnoException).code ?? 'unknown error' };
}

function missing(logicalId: string, file: string, code: string): Failure {
  const why = code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`;
  return {
    code: 'NXL-PACKAGE-MISSING',
    message: `There is no artifact of ${logicalId}: ${file} ${why}.`,
    advice: 'Build the service first.',
  };
}

function corrupted(logicalId: string, why: string): Failure {
  return {
    code: 'NXL-PACKAGE-CORRUPT',
    message: `The artifact of ${logicalId} is damaged: ${why}.`,
    advice: 'Build the service again with --skip-nx-cache.',
  };
}
