/** What a generated monorepo is like. The same shape gives the same files, byte for byte. */

export interface WorkspaceShape {
  readonly seed: number;
  readonly services: number;
  /** Most functions of one service; each has between one and this many. */
  readonly functionsPerService: number;
  readonly libraries: number;
  /** Modules behind each library's barrel. */
  readonly filesPerLibrary: number;
  /** Libraries that each function imports. */
  readonly librariesPerFunction: number;
  /** npm packages, of which functions and libraries import some. */
  readonly packages: number;
  readonly resolution: Resolution;
  readonly layout: Layout;
  /** Odd services and settings: type-only imports, cycles, lambda.config.json, shadowed files, a Python function. */
  readonly varied: boolean;
}

/**
 * How an import of a library finds it: by `paths` of the tsconfig in the workspace's root, by a tsconfig in each
 * project that extends that one, or by a link in node_modules to a workspace package.
 */
export type Resolution = 'root-paths' | 'project-tsconfigs' | 'workspace-packages';

/** How node_modules is laid out, and which lockfile there is. */
export type Layout = 'npm' | 'pnpm';

export const RESOLUTIONS: readonly Resolution[] = ['root-paths', 'project-tsconfigs', 'workspace-packages'];
export const LAYOUTS: readonly Layout[] = ['npm', 'pnpm'];

/** 30 library files for each function, each file in the bundles of 75 functions whatever the size. */
export function benchShape(services: number, seed = 1): WorkspaceShape {
  return {
    seed,
    services,
    functionsPerService: 1,
    libraries: Math.max(3, Math.round(services / 25)),
    filesPerLibrary: 9,
    librariesPerFunction: 3,
    packages: 10,
    resolution: 'root-paths',
    layout: 'npm',
    varied: false,
  };
}

/** Small, and full of everything that can go wrong. */
export function oracleShape(seed: number): WorkspaceShape {
  return {
    seed,
    services: 8 + (seed % 8),
    functionsPerService: 3,
    libraries: 8,
    filesPerLibrary: 4,
    librariesPerFunction: 2,
    packages: 6,
    resolution: RESOLUTIONS[seed % RESOLUTIONS.length] ?? 'root-paths',
    layout: LAYOUTS[Math.floor(seed / RESOLUTIONS.length) % LAYOUTS.length] ?? 'npm',
    varied: true,
  };
}
