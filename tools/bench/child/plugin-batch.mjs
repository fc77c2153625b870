// Calls the plugin's batch executor as Nx does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export async function buildServicesOf(require, root, services) {
  const { buildBatch } = require('nx-lambda/dist/executors/build.js');
  const projects = Object.fromEntries(
    services.map((name) => [
      name,
      {
        name,
        root: `services/${name}`,
        metadata: { lambda: { definitions: [`services/${name}/template.yaml`], functions: [] } },
      },
    ]),
  );
  const tasks = Object.fromEntries(
    services.map((project) => [`${project}:build`, { id: `${project}:build`, target: { project, target: 'build' } }]),
  );
  const context = {
    root,
    cwd: root,
    isVerbose: false,
    nxJsonConfiguration: JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')),
    projectsConfigurations: { version: 2, projects },
  };
  for await (const { task, result } of buildBatch({ tasks }, {}, {}, context)) {
    if (!result.success) throw new Error(`${task} failed:\n${result.terminalOutput}`);
  }
}
