/** Earlier builds on this machine, behind core's port. Everything lies in nx-lambda's part of Nx's cache folder. */
import { join } from 'node:path';
import { type ArtifactStorePort, type FunctionFingerprint, fingerprintDigest, type ReusePort } from '@nx-lambda/core';
import type { FileFacts, KnownContents } from '../build/file-facts.ts';
import { packageVersion } from '../build/lazy-modules.ts';
import { BuildLog } from './build-log.ts';
import { FileStates } from './file-states.ts';
import { InstalledPackages } from './installed-packages.ts';
import type { PackageDigests } from './package-digests.ts';
import { ReuseStore } from './reuse-store.ts';
import { sweepArtifacts } from './sweep.ts';
import { takeFingerprint } from './take-fingerprint.ts';

export interface ReuseOptions {
  /** Absolute; made when it is first written to. */
  readonly cacheFolder: string;
  /** Version of this plugin: another one may make other artifacts of the same inputs. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Where earlier artifacts are kept. */
export function keptArtifacts(cacheFolder: string): string {
  return join(cacheFolder, 'artifacts');
}

/** @param root absolute and real. */
export function reusePort(
  root: string,
  { cacheFolder, version, now = Date.now }: ReuseOptions,
  store: ArtifactStorePort,
  facts: FileFacts,
  digests: PackageDigests,
  contentOf?: KnownContents,
): ReusePort {
  const folder = keptArtifacts(cacheFolder);
  const kept = new ReuseStore(folder, now);
  const builds = new BuildLog(join(cacheFolder, 'builds.lines'));
  const files = new FileStates(root, facts, contentOf);
  const packages = new InstalledPackages(root, digests);
  const tools = {
    'nx-lambda': version,
    esbuild: packageVersion('esbuild'),
    fflate: packageVersion('fflate'),
    '@vercel/nft': packageVersion('@vercel/nft'),
  };

  return {
    fingerprint: (request) => takeFingerprint({ root, files, packages, tools }, request),

    async get(fingerprint) {
      const found = kept.read(digestOf(fingerprint));
      if (found.kind === 'miss') return found;
      const { artifact } = found;
      return { kind: 'hit', manifest: artifact.manifest, apply: (service) => store.write(service, artifact) };
    },

    async put(fingerprint, artifact, round) {
      const read = [...fingerprint.files, ...fingerprint.settings];
      if (!read.every(({ path }) => files.isUnchanged(path, round))) return [];
      const notice = kept.write(digestOf(fingerprint), artifact);
      return notice === undefined ? [] : [notice];
    },

    async lastBuild(service) {
      return new Map(builds.read(service).map((each) => [each.logicalId, each]));
    },

    async recordBuild(service, fingerprints) {
      builds.add(service, fingerprints);
      return [];
    },

    async finish() {
      // What fails here is not known to the next build; that anything can be written was told with the first artifact.
      kept.finish();
      builds.flush();
      digests.save();
      await sweepArtifacts(folder, now());
    },
  };
}

const artifactDigests = new WeakMap<FunctionFingerprint, string>();

/** Asked for to look an artifact up and again to keep it. */
function digestOf(fingerprint: FunctionFingerprint): string {
  const digest = artifactDigests.get(fingerprint) ?? fingerprintDigest(fingerprint);
  artifactDigests.set(fingerprint, digest);
  return digest;
}
