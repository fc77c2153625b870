/**
 * Artifacts of earlier builds by their fingerprint's digest. They lie outside of every task's outputs: there Nx would
 * put them into its cache and restore old ones.
 *
 * A hit is valid when the artifact proves itself (kept-artifact.ts). Nothing under the digest is a miss. What is
 * truncated, changed, of another format or can't be read is a miss that is told, unless the same artifact was stored
 * again meanwhile; the build stores it anew.
 *
 * The first artifacts that a build keeps get files of their own, so that what single edits leave is found by name. The
 * further ones go into packs: a build of a whole workspace makes a few files and not thousands.
 */
import { join } from 'node:path';
import type { Notice, PackedArtifact } from '@nx-lambda/core';
import { readArtifactFile, touchArtifactFile, writeArtifactFile } from './artifact-files.ts';
import { PackReader, PackWriter } from './artifact-packs.ts';
import { artifactBytes, parseArtifact } from './kept-artifact.ts';

/** As many packs as there are large builds within the time of retention are looked into at each build. */
const FILES_OF_THEIR_OWN = 16;
/** Bytes; making a file is the smaller part of keeping a larger artifact. */
const LARGE = 256 * 1024;

export type StoredArtifact =
  | { readonly kind: 'hit'; readonly artifact: PackedArtifact }
  | { readonly kind: 'miss'; readonly notice?: Notice };

/** To be made anew for every build. */
export class ReuseStore {
  private readonly folder: string;
  private readonly packs: PackReader;
  private readonly pack: PackWriter;
  private readonly now: () => number;
  private own = 0;

  /**
   * @param folder absolute; made when it is first written to.
   * @param now milliseconds since the epoch: a hit is noted, so that what is of use is kept.
   */
  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.now = now;
    this.packs = new PackReader(join(folder, 'packs'));
    this.pack = new PackWriter(join(folder, 'packs'));
  }

  read(digest: string): StoredArtifact {
    const own = this.readOwn(digest);
    if (own.kind === 'hit') return own;
    let notice = own.notice;
    for (const { pack, bytes } of this.packs.find(digest)) {
      const artifact = parseArtifact(bytes);
      if (artifact === undefined) {
        notice ??= broken();
        continue;
      }
      this.packs.touch(pack, this.now());
      return { kind: 'hit', artifact };
    }
    const [problem] = this.packs.problems.splice(0);
    if (problem !== undefined) notice ??= problem.kind === 'broken' ? broken() : unusable('read', problem.code);
    return notice === undefined ? { kind: 'miss' } : { kind: 'miss', notice };
  }

  /** Undefined: it is kept, once {@link finish} was called. */
  write(digest: string, artifact: PackedArtifact): Notice | undefined {
    return told(() => {
      const bytes = artifactBytes(artifact);
      this.own += 1;
      if (this.own > FILES_OF_THEIR_OWN && bytes.length <= LARGE) this.pack.add(digest, bytes);
      else writeArtifactFile(this.folder, digest, bytes);
    });
  }

  finish(): Notice | undefined {
    return told(() => this.pack.finish());
  }

  private readOwn(digest: string): StoredArtifact {
    let bytes: Buffer | undefined;
    try {
      bytes = readArtifactFile(this.folder, digest);
    } catch (error) {
      return { kind: 'miss', notice: unusable('read', codeOf(error)) };
    }
    if (bytes === undefined) return { kind: 'miss' };
    const artifact = parseArtifact(bytes);
    if (artifact === undefined) return { kind: 'miss', notice: broken() };
    touchArtifactFile(this.folder, digest, this.now());
    return { kind: 'hit', artifact };
  }
}

function told(work: () => void): Notice | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return unusable('written', codeOf(error));
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

function broken(): Notice {
  return {
    code: 'NXL-BUILD-REUSE-BROKEN',
    message: "An earlier artifact in Nx's cache folder is not what was stored there, so its function is built again.",
    advice: 'Nothing needs to be done: it is stored anew. If it happens again, check the disk.',
  };
}

function unusable(verb: 'read' | 'written', code: string): Notice {
  return {
    code: 'NXL-BUILD-REUSE',
    message: `Earlier artifacts in Nx's cache folder can't be ${verb} (${code}), so functions are built that need not be.`,
    advice: "Check the rights and the free space of Nx's cache folder.",
  };
}
