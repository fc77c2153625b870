/** Paths, present or not, that concern all services: which packages are locked and installed, and what git ignores. */
export const COMMON_PATHS = [
  'nx.json',
  'package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'node_modules',
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
  'node_modules/.yarn-integrity',
  'node_modules/.yarn-state.yml',
  '.gitignore',
  '.nxignore',
  '.git/info/exclude',
] as const;
