/** What a watch reads of the workspace anew after each save. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { infrastructureDigest } from '@nx-lambda/core';
import type { WatchPorts } from '@nx-lambda/operations';
import { moduleScanner, templateFiles, workspacePackages } from '@nx-lambda/workspace';

export function watchedDefinitions(root: string): Pick<WatchPorts, 'exists' | 'infrastructure' | 'scan'> {
  return {
    exists: (path) => existsSync(join(root, path)),
    async infrastructure({ template }) {
      const document = template === undefined ? undefined : templateFiles(root).document(template);
      if (document?.root === undefined || document.failures.length > 0) return undefined;
      return infrastructureDigest(document.root);
    },
    scan: (services) =>
      moduleScanner({ workspaceRoot: root, workspacePackages: workspacePackages(root) }).inputsOf(services),
  };
}
