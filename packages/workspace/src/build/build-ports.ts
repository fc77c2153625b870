/** What a build needs of this machine, put together. */
import { realpathSync } from 'node:fs';
import type { BuildPorts, Service } from '@nx-lambda/core';
import micromatch from 'micromatch';
import { type ReuseOptions, reusePort } from '../reuse/reuse-port.ts';
import { artifactStore } from './artifact-store.ts';
import { esbuildBundler } from './esbuild-bundler.ts';
import { fileFacts, type KnownContents } from './file-facts.ts';
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
  return {
    bundler: esbuildBundler(root, startBundler && ((call) => startBundler(() => loadEsbuild().build(call)))),
    packager: packager(root, facts),
    store,
    ...(reuse && { reuse: reusePort(root, reuse, store, facts, contentOf) }),
    matchesAny: (path, patterns) => pathMatcher(patterns)(path),
  };
}

/** Whether a workspace-relative path matches one of the patterns. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  return (path) => patterns.length > 0 && micromatch.isMatch(path, [...patterns], { dot: true });
}
