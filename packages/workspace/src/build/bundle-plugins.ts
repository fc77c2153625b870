/** esbuild plugins of the user's, from modules that export one or a list of them. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Failure, failed, type Result, success } from '@nx-lambda/core';
import type { Plugin } from 'esbuild';

/** `modules` are workspace-relative. All that fail are told. */
export async function loadPlugins(root: string, modules: readonly string[]): Promise<Result<readonly Plugin[]>> {
  const loaded = await Promise.all(modules.map((module) => loadPlugin(root, module)));
  const [first, ...rest] = loaded.flatMap((result) => (result.ok ? [] : result.failures));
  if (first !== undefined) return failed(first, ...rest);
  return success(loaded.flatMap((result) => (result.ok ? result.value : [])));
}

async function loadPlugin(root: string, module: string): Promise<Result<readonly Plugin[]>> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(join(root, module)).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    return failed(pluginFailure(module, `can't be loaded: ${error instanceof Error ? error.message : String(error)}`));
  }
  const value = exported['default'] ?? exported['plugins'] ?? exported['plugin'];
  const plugins: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (plugins.length > 0 && plugins.every(isPlugin)) return success(plugins);
  return failed(pluginFailure(module, 'exports no esbuild plugin'));
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== 'object' || value === null) return false;
  const { name, setup } = value as Partial<Plugin>;
  return typeof name === 'string' && typeof setup === 'function';
}

function pluginFailure(module: string, what: string): Failure {
  return {
    code: 'NXL-BUILD-PLUGIN',
    message: `The esbuild plugin ${module} ${what}.`,
    advice: 'Export a plugin ({ name, setup }) or a list of them as default, from a JavaScript file.',
    place: { file: module, line: 1, column: 1 },
  };
}
