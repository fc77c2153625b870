/** Registers the plugin in nx.json; a second run changes nothing. */
import { formatFiles, readNxJson, type Tree, updateNxJson } from '@nx/devkit';
import { PLUGIN_NAME } from '../plugin/definition-files.ts';

export async function initGenerator(tree: Tree): Promise<void> {
  registerPlugin(tree);
  ignoreArtifacts(tree);
  await formatFiles(tree);
}

function registerPlugin(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const isRegistered = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN_NAME);
  const js = nxJson.pluginsConfig?.['@nx/js'] ?? {};
  if (isRegistered && 'projectsAffectedByDependencyUpdates' in js) return;
  updateNxJson(tree, {
    ...nxJson,
    plugins: isRegistered ? plugins : [...plugins, { plugin: PLUGIN_NAME, options: {} }],
    pluginsConfig: {
      ...nxJson.pluginsConfig,
      // Only so does a change of the lockfile reach just the projects that use the packages it moved.
      '@nx/js': { projectsAffectedByDependencyUpdates: 'auto', ...js },
    },
  });
}

/** Artifacts are outputs; in git they would be inputs of everything. */
function ignoreArtifacts(tree: Tree): void {
  const text = tree.read('.gitignore', 'utf8') ?? '';
  const patterns = text.split(/\r?\n/).map((line) => line.trim());
  if (patterns.some((pattern) => /^\/?(\*\*\/)?dist(\/lambda)?\/?$/.test(pattern))) return;
  tree.write('.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}dist/lambda\n`);
}
