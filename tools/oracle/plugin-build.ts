/** A build of one service as the plugin's executor makes it: proven against the graph, reusing earlier artifacts. */
import { join } from 'node:path';
import type { Service } from '@nx-lambda/core';
import { buildServices } from '@nx-lambda/operations';
import { createBuildPorts, moduleScanner, workspacePackages } from '@nx-lambda/workspace';
import { type Artifacts, artifactsOf, functionKey } from './truth.ts';

export interface PluginBuild {
  readonly artifacts: Artifacts;
  /** Keys of the functions that were built: neither failed nor taken from an earlier build. */
  readonly rebuilt: readonly string[];
}

export async function buildAsPlugin(root: string, service: Service): Promise<PluginBuild> {
  const cacheFolder = join(root, '.nx/oracle');
  const scanner = moduleScanner({
    workspaceRoot: root,
    cacheFile: join(cacheFolder, 'modules.lines'),
    workspacePackages: workspacePackages(root),
  });
  const ports = createBuildPorts({
    workspaceRoot: root,
    outputFolder: ({ name }) => join(root, 'dist/lambda', name),
    reuse: { cacheFolder, version: 'oracle' },
    contentOf: scanner.contentOf,
    early: scanner.early,
  });
  const { services } = await buildServices(
    {
      services: [service],
      scan: (some) => scanner.inputsOf(some),
      graphOf: scanner.graphOf,
      concurrency: 8,
      now: () => performance.now(),
    },
    ports,
    () => undefined,
  );
  scanner.finish();
  const [result] = services;
  if (result === undefined) throw new Error(`${service.name} was not built`);
  return {
    artifacts: artifactsOf(result),
    rebuilt: result.functions.flatMap((each) =>
      each.kind === 'built' && !each.reused ? [functionKey(service.name, each.logicalId)] : [],
    ),
  };
}
