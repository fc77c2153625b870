/** Executors of the plugin in this process, as Nx calls them for one task, in a workspace that the test writes. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { vi } from 'vitest';

export type Executor = (
  options: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
) => Promise<{ success: boolean }>;

export interface ExecutorWorkspace extends AsyncDisposable {
  /** Absolute. */
  readonly root: string;
  write(path: string, text: string): Promise<void>;
  /** For the project `orders`, whose definition is orders/template.yaml. */
  run(
    executor: Executor,
    pluginOptions: object,
    flags?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly success: boolean; readonly text: string }>;
}

export async function executorWorkspace(): Promise<ExecutorWorkspace> {
  const root = await mkdtemp(join(tmpdir(), 'nx-lambda-executors-'));
  const contextOf = (options: object): ExecutorContext => ({
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'orders',
    projectsConfigurations: {
      version: 2,
      projects: {
        orders: {
          root: 'orders',
          metadata: { lambda: { definitions: ['orders/template.yaml'], functions: [] } },
        },
      },
    },
    nxJsonConfiguration: { plugins: [{ plugin: 'nx-lambda', options }] },
    projectGraph: { nodes: {}, dependencies: {} },
  });
  return {
    root,
    async write(path, text) {
      const file = join(root, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async run(executor, pluginOptions, flags = {}) {
      let text = '';
      const written = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
        text += String(chunk);
        return true;
      });
      try {
        const { success } = await executor(flags, contextOf(pluginOptions));
        return { success, text };
      } finally {
        written.mockRestore();
      }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
