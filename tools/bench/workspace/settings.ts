/** The files in the workspace's root. */
import type { WorkspaceShape } from './shape.ts';

export function settingsFiles(shape: WorkspaceShape): readonly (readonly [path: string, text: string])[] {
  const files: (readonly [string, string])[] = [
    ['.gitignore', 'node_modules\ndist\n.nx\n'],
    ['nx.json', nxJson(['nx-lambda'])],
  ];
  // Nx reads a root tsconfig of workspace packages by TypeScript's JavaScript API, which TypeScript 7 does not have.
  if (shape.resolution !== 'workspace-packages') files.push(['tsconfig.base.json', baseTsconfig(shape)]);
  if (shape.resolution === 'root-paths') files.push(['tsconfig.json', '{ "extends": "./tsconfig.base.json" }\n']);
  if (shape.resolution === 'workspace-packages' && shape.layout === 'pnpm') {
    files.push(['pnpm-workspace.yaml', "packages:\n  - 'libs/*'\n"]);
  }
  return files;
}

export function nxJson(plugins: readonly string[]): string {
  return `${JSON.stringify(
    {
      analytics: false,
      defaultBase: 'main',
      plugins: plugins.map((plugin) => ({ plugin, options: {} })),
      pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } },
    },
    undefined,
    2,
  )}\n`;
}

function baseTsconfig({ libraries }: WorkspaceShape): string {
  const paths = Object.fromEntries(
    Array.from({ length: libraries }, (_, index) => [`@lib/l${index}`, [`./libs/l${index}/src/index.ts`]]),
  );
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    resolveJsonModule: true,
    paths,
  };
  return `${JSON.stringify({ compilerOptions }, undefined, 2)}\n`;
}
