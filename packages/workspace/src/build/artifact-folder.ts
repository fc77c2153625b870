/**
 * The artifacts of one service on disk, as one build writes them.
 *
 * What is not there yet is written in place, in the order source maps, zip, manifest; what is there is removed, and a
 * file that was written beside it takes its name. So a reader finds a whole artifact, the one before, none, or one that
 * it refuses: a manifest without end, or one whose codeSha256 tells that the zip beside it is another. The next build
 * replaces what a broken one left, for nothing is taken for written that does not have the bytes that it should have.
 * Files are made exclusively, so that two processes never write into the same one.
 *
 * A rename onto a file that is there would do without the moment in which there is none, but ext4 then writes the data
 * out at once, which takes ten times as long as all the rest.
 *
 * Everything is synchronous: such a file takes some 50 µs, and by way of Node's thread pool two to five times that.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { artifactFiles, type PackedArtifact, parseManifest } from '@nx-lambda/core';
import { manifestBytes } from './manifest-bytes.ts';

export class ArtifactFolder {
  private readonly path: string;
  /** Source maps by logical id, of the artifacts that this build wrote. */
  private readonly written = new Map<string, readonly string[]>();
  /** Nothing can be in the folder but what this build wrote. */
  private isNew: boolean | undefined;

  /** @param path absolute; made when it is first written to. */
  constructor(path: string) {
    this.path = path;
  }

  /** Throws what the file system throws. */
  write({ manifest, zip, sourceMaps }: PackedArtifact): void {
    const names = artifactFiles(manifest.function);
    this.isNew ??= mkdirSync(this.path, { recursive: true }) !== undefined;
    // What fails half way is pruned as what does not belong there.
    this.written.set(manifest.function, []);
    for (const map of sourceMaps) this.writeFile(map.path, map.bytes);
    this.writeFile(names.zip, zip);
    this.writeFile(names.manifest, manifestBytes(manifest));
    this.written.set(manifest.function, manifest.sourceMaps);
  }

  /** Removes what belongs to no function of `keep`, and source maps that no manifest left names. */
  prune(keep: readonly string[]): void {
    const kept = new Set(keep);
    const isWhole = kept.size === this.written.size && keep.every((logicalId) => this.written.has(logicalId));
    if (this.isNew === true && isWhole) return;
    const own = new Map(
      keep.flatMap((logicalId) => Object.values(artifactFiles(logicalId)).map((name) => [name, logicalId])),
    );
    const names = fileNames(this.path);
    const maps = new Set(names.flatMap((name) => this.mapsOf(own.get(name), name)));
    for (const name of names) {
      if (!own.has(name) && !maps.has(name)) removeIfThere(join(this.path, name));
    }
  }

  /** Mostly something is there where the folder is, and an error that says so is dear. */
  private writeFile(name: string, content: Uint8Array): void {
    const path = join(this.path, name);
    const there = this.isNew === false ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (there === undefined) writeIfDifferent(path, content);
    else if (there.size === content.length) replaceIfDifferent(path, content);
    else replace(path, content);
  }

  private mapsOf(logicalId: string | undefined, name: string): readonly string[] {
    if (logicalId === undefined || !name.endsWith('.json')) return [];
    const known = this.written.get(logicalId);
    if (known !== undefined) return known;
    const manifest = parseManifest(readFileSync(join(this.path, name), 'utf8'), name);
    return manifest.ok ? manifest.value.sourceMaps : [];
  }
}

function writeIfDifferent(path: string, content: Uint8Array): void {
  try {
    writeInFolder(path, content, 'wx');
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    replaceIfDifferent(path, content);
  }
}

/** Functions of equal code have the same source map. */
function replaceIfDifferent(path: string, bytes: Uint8Array): void {
  if (readIfPossible(path)?.equals(bytes) !== true) replace(path, bytes);
}

function replace(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  writeInFolder(temporary, bytes, 'wx');
  removeIfThere(path);
  renameSync(temporary, path);
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** The folder is there nearly always, so it is made only where it is missing. */
function writeInFolder(path: string, content: Uint8Array, flag: 'wx'): void {
  try {
    writeFileSync(path, content, { flag });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag });
  }
}

function readIfPossible(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Of the files alone. Empty where the folder can't be read. */
function fileNames(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
