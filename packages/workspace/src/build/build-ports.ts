/** What a build needs of this machine, put together. */
import { realpathSync } from 'node:fs';
import type { BuildPorts, Service } from '@nx-lambda/core';
import micromatch from 'micromatch';
import { artifactStore } from './artifact-store.ts';
import { esbuildBundler } from './esbuild-bundler.ts';
import { packager } from './packager.ts';

export interface BuildPortsOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** The absolute folder of a service's artifacts. Nothing else may be in it. */
  readonly outputFolder: (service: Service) => string;
}

/** Make new ports for every build: they remember the files that they read. */
export function createBuildPorts({ workspaceRoot, outputFolder }: BuildPortsOptions): BuildPorts {
  // esbuild names files by their real paths.
  const root = realpathSync(workspaceRoot);
  return {
    bundler: esbuildBundler(root),
    packager: packager(root),
    store: artifactStore(outputFolder),
    matchesAny: (path, patterns) => patterns.length > 0 && micromatch.isMatch(path, [...patterns], { dot: true }),
  };
}
