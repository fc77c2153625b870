/** Vitest's global set-up of the end-to-end tests: Nx and the packed plugin are installed once for all of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installPlugin } from '../../../tools/sample/installation.ts';
import { packedPlugin } from '../../support/packed-plugin.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with a package.json, its lockfile and node_modules that hold Nx and the plugin. */
    readonly installation: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nx-lambda-installation-'));
  await installPlugin(folder, packedPlugin());
  project.provide('installation', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
