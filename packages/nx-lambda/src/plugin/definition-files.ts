/** Which files make a folder a service, and how they are found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PLUGIN_NAME = 'nx-lambda';

const DEFAULT_TEMPLATES = '**/template.{yaml,yml,json}';
const CONFIG_FILES = '**/lambda.config.json';
/** Of tools that make the infrastructure in place of a template. */
const TOOL_FILES = '**/serverless.{yml,yaml,json,ts,js,mjs,cjs},**/cdk.json';

interface NxJsonWithPlugins {
  readonly plugins?: readonly (string | { readonly plugin: string; readonly options?: unknown })[];
}

/** The options given to this plugin in nx.json; undefined when it is listed by name alone or not at all. */
export function pluginOptionsOf(nxJson: NxJsonWithPlugins): unknown {
  for (const entry of nxJson.plugins ?? []) {
    if (typeof entry !== 'string' && entry.plugin === PLUGIN_NAME) return entry.options;
  }
  return undefined;
}

/** The glob of everything that can define a service. */
export function definitionGlob(options: unknown): string {
  const templates = typeof options === 'object' && options !== null ? Reflect.get(options, 'templates') : undefined;
  return `{${typeof templates === 'string' && templates !== '' ? templates : DEFAULT_TEMPLATES},${CONFIG_FILES},${TOOL_FILES}}`;
}

/**
 * Nx takes the glob from the plugin when it loads it, before it hands over the options. So the one option that changes
 * the glob is read from nx.json here; Nx loads the plugin anew when nx.json's plugins change.
 */
export function definitionGlobOfWorkspace(workspaceRoot: string): string {
  try {
    const nxJson: NxJsonWithPlugins = JSON.parse(readFileSync(join(workspaceRoot, 'nx.json'), 'utf8'));
    return definitionGlob(pluginOptionsOf(nxJson));
  } catch {
    // Nx itself reports an nx.json that can't be read.
    return definitionGlob(undefined);
  }
}
