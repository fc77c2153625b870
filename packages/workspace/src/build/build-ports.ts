/** What a build needs of this machine, put together. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { ArtifactStorePort, BuildPorts, Service } from '@nx-lambda/core';
import micromatch from 'micromatch';
import type { EarlyLook } from '../modules/early-look.ts';
import { PackageDigests } from '../reuse/package-digests.ts';
import { keptArtifacts, type ReuseOptions, reusePort } from '../reuse/reuse-port.ts';
import { artifactStore } from './artifact-store.ts';
import { earlyBundling } from './early-bundling.ts';
import { esbuildBundler } from './esbuild-bundler.ts';
import { type FileFacts, fileFacts, type KnownContents } from './file-facts.ts';
import { loadEsbuild } from './lazy-modules.ts';
import { packager } from './packager.ts';

export interface BuildPortsOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** The absolute folder of a service's artifacts. Nothing else may be in it. */
  readonly outputFolder: (service: Service) => string;
  /** Absent: every function is built, and nothing is kept. */
  readonly reuse?: ReuseOptions;
  /** Of the scan that tells the functions' inputs: what it read is not read again. */
  readonly contentOf?: KnownContents;
  /** Of the same scan: functions that evidently have to be built are bundled while they are scanned. */
  readonly early?: EarlyLook;
  /** Calls what starts esbuild's process, which happens before that returns; and calls after it, which start nothing. */
  readonly startBundler?: <T>(start: () => T) => T;
}

/** Make new ports for every build: they remember the files that they read. */
export function createBuildPorts(options: BuildPortsOptions): BuildPorts {
  const { workspaceRoot, outputFolder, reuse, contentOf, startBundler } = options;
  // esbuild names files by their real paths.
  const root = realpathSync.native(workspaceRoot);
  const facts = fileFacts(root, contentOf);
  const store = artifactStore(outputFolder);
  const reusing = reuse && reusePorts(root, reuse, options, store, facts);
  return {
    bundler: esbuildBundler(root, startBundler && ((call) => startBundler(() => loadEsbuild().build(call)))),
    packager: packager(root, facts),
    store,
    ...reusing,
    matchesAny: (path, patterns) => pathMatcher(patterns)(path),
  };
}

function reusePorts(
  root: string,
  reuse: ReuseOptions,
  { outputFolder, contentOf, early }: BuildPortsOptions,
  store: ArtifactStorePort,
  facts: FileFacts,
): Pick<BuildPorts, 'reuse' | 'early'> {
  const { cacheFolder, now = Date.now } = reuse;
  const packages = new PackageDigests(root, join(cacheFolder, 'packages.json'), now());
  return {
    reuse: reusePort(root, reuse, store, facts, packages, contentOf),
    ...(early && {
      early: earlyBundling({
        outputFolder,
        keptArtifacts: keptArtifacts(cacheFolder),
        look: early,
        packages,
        now,
      }),
    }),
  };
}

/** Whether a workspace-relative path matches one of the patterns. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  return (path) => patterns.length > 0 && micromatch.isMatch(path, [...patterns], { dot: true });
}
