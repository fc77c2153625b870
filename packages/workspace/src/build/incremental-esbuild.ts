/** esbuild that remembers what it parsed: for the same calls again and again, while files change between them. */
import type { BuildContext, BuildOptions, BuildResult } from 'esbuild';
import { loadEsbuild } from './lazy-modules.ts';

export type EsbuildCall = (
  options: BuildOptions & { readonly metafile: true; readonly write: false },
) => Promise<BuildResult<{ metafile: true; write: false }>>;

export interface IncrementalEsbuild {
  readonly build: EsbuildCall;
  dispose(): Promise<void>;
}

export function incrementalEsbuild(): IncrementalEsbuild {
  const contexts = new Map<string, Promise<BuildContext<{ metafile: true; write: false }>>>();
  return {
    async build(options) {
      // Plugins are functions, which are the same for the same options.
      const key = JSON.stringify({ ...options, plugins: options.plugins?.map(({ name }) => name) });
      const context = contexts.get(key) ?? loadEsbuild().context(options);
      contexts.set(key, context);
      try {
        return await (await context).rebuild();
      } catch (error) {
        // A call that was refused as a whole has no context to go on with.
        await context.catch(() => contexts.delete(key));
        throw error;
      }
    },
    async dispose() {
      const open = await Promise.allSettled(contexts.values());
      contexts.clear();
      await Promise.all(open.flatMap((each) => (each.status === 'fulfilled' ? [each.value.dispose()] : [])));
    },
  };
}
