/** The files that Nx and npm load by name, read off the manifests that they read, so that nothing is listed twice. */

export interface PluginManifests {
  readonly packageJson: { readonly main: string; readonly bin?: Readonly<Record<string, string>> };
  readonly executors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly generators: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const LOADED = ['implementation', 'batchImplementation', 'factory', 'hasher', 'prompts'];

/** Sources relative to the package, sorted: `./dist/executors/build.js#batch` is built from `src/executors/build.ts`. */
export function entryPoints({ packageJson, executors, generators }: PluginManifests): readonly string[] {
  const declared = [...Object.values(executors), ...Object.values(generators)].flatMap((entry) =>
    LOADED.flatMap((key) => (typeof entry[key] === 'string' ? [entry[key]] : [])),
  );
  return [...new Set([packageJson.main, ...Object.values(packageJson.bin ?? {}), ...declared].map(sourceOf))].sort();
}

function sourceOf(built: string): string {
  const path = /^\.\/dist\/(?<path>[^#]+)\.js(#|$)/.exec(built)?.groups?.path;
  if (path === undefined) throw new Error(`"${built}" does not name a built file such as ./dist/plugin.js.`);
  return `src/${path}.ts`;
}
