/**
 * The codes that deployments replaced and sent, by codeSha256, with their source maps; what was replaced by what; and
 * what each code was made of. It lies in nx-lambda's part of Nx's cache folder.
 *
 * A zip is valid when its SHA-256 is the one that names its file. It is written by rename, so two processes never see
 * each other's halves.
 */
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ArtifactManifest,
  type Failure,
  failed,
  type KeptCodePort,
  parseManifest,
  type RecordSubject,
  type Result,
  type Retention,
  sourceMapFile,
  success,
} from '@nx-lambda/core';
import { recordFiles } from '../records/record-files.ts';
import { sweepFolder } from '../reuse/sweep.ts';
import { appendLine, historyFile, readLines } from './history-file.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Codes for a month and 1 GB at most; what was replaced is small, and told for longer than it can be undone. */
const CODE_RETENTION: Retention = { maxAge: 30 * DAY, maxSize: 1024 ** 3 };
const HISTORY_RETENTION: Retention = { maxAge: 90 * DAY, maxSize: 64 * 1024 ** 2 };

export interface KeptCodeOptions {
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  /** The absolute folder of a service's artifacts. */
  readonly artifactFolder: (service: string) => string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly retention?: Retention;
}

/** The absolute folder that has the source maps of kept codes, named as beside a service's artifacts. */
export function keptMapsFolder(cacheFolder: string): string {
  return join(cacheFolder, 'rollback', 'code');
}

export function keptCode(options: KeptCodeOptions): KeptCodePort {
  const { cacheFolder, artifactFolder, now = Date.now, retention = CODE_RETENTION } = options;
  const folder = join(cacheFolder, 'rollback');
  const code = join(folder, 'code');
  const histories = join(folder, 'history');
  const manifests = recordFiles(join(folder, 'manifests'));
  const manifestKey = ({ accountId, region, environment, service, logicalId }: RecordSubject, codeSha256: string) => {
    return [accountId, region, environment, service, logicalId, codeSha256];
  };

  async function touch(codeSha256: string): Promise<boolean> {
    const path = zipPath(code, codeSha256);
    if (!(await stat(path).catch(() => undefined))?.isFile()) return false;
    // Only a hint to the sweep: what was of use last is kept longest.
    await utimes(path, now() / 1000, now() / 1000).catch(() => undefined);
    return true;
  }

  return {
    history: (subject) => told('read', () => readLines(historyFile(histories, subject), subject)),
    begin: (subject, replacement) =>
      told('written', () => appendLine(historyFile(histories, subject), subject, { ...replacement, proven: false })),
    prove: (subject, replacement) =>
      told('written', () => appendLine(historyFile(histories, subject), subject, { ...replacement, proven: true })),
    has: touch,
    async keep({ codeSha256, zip, service }) {
      if (digestOf(zip) !== codeSha256) return failed(damaged(codeSha256));
      return told('written', async () => {
        if (!(await touch(codeSha256))) await writeWhole(zipPath(code, codeSha256), zip);
        if (service !== undefined) await keepMaps(artifactFolder(service), code, codeSha256);
      });
    },
    async zip(codeSha256) {
      const path = zipPath(code, codeSha256);
      const bytes = await readFile(path).catch(codeOf);
      if (typeof bytes === 'string') return failed(missing(codeSha256, bytes));
      if (digestOf(bytes) === codeSha256) return success(bytes);
      // It would be taken for kept, and never be replaced by a whole one.
      await rm(path, { force: true }).catch(() => undefined);
      return failed(damaged(codeSha256));
    },
    async manifest(subject, codeSha256) {
      const read = await manifests.read(manifestKey(subject, codeSha256));
      if (!read.ok) return read;
      const parsed = read.value === undefined ? undefined : parseManifest(JSON.stringify(read.value), 'kept');
      return success(parsed?.ok ? parsed.value : undefined);
    },
    keepManifest: (subject, manifest: ArtifactManifest) =>
      manifests.write(manifestKey(subject, manifest.codeSha256), manifest),
    async sweep() {
      await sweepFolder(code, now(), retention);
      await sweepFolder(histories, now(), HISTORY_RETENTION);
      await sweepFolder(join(folder, 'manifests'), now(), HISTORY_RETENTION);
    },
  };
}

/** Base64 has a `/`, and file systems that know no case take two names for one. */
function zipPath(folder: string, codeSha256: string): string {
  return join(folder, `${Buffer.from(codeSha256, 'base64').toString('hex')}.zip`);
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Many functions have none. A map that is cut off explains nothing, and harms nothing. */
async function keepMaps(artifacts: string, folder: string, codeSha256: string): Promise<void> {
  const start = sourceMapFile(codeSha256, '');
  const names = await readdir(artifacts).catch((): string[] => []);
  await Promise.all(
    names
      .filter((name) => name.startsWith(start))
      .map((name) => copyFile(join(artifacts, name), join(folder, name)).catch(() => undefined)),
  );
}

async function told<T>(verb: 'read' | 'written', work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    return failed({
      code: 'NXL-DEPLOY-KEEP',
      message: `What deployments replace can't be ${verb} (${codeOf(error)}), so it can't be brought back.`,
      advice: "Make Nx's cache folder readable and writable, with some room.",
    });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function missing(codeSha256: string, code: string): Failure {
  return {
    code: 'NXL-DEPLOY-NOT-KEPT',
    message: `The code ${codeSha256} is not kept here${code === 'ENOENT' ? '' : ` (${code})`}, so it can't be brought back.`,
    advice: 'Check its commit out, build and deploy it; --list tells which codes are kept.',
  };
}

function damaged(codeSha256: string): Failure {
  return {
    code: 'NXL-DEPLOY-KEPT-DAMAGED',
    message: `The zip that is kept of the code ${codeSha256} is damaged, so it was not brought back.`,
    advice: 'Check its commit out, build and deploy it.',
  };
}
