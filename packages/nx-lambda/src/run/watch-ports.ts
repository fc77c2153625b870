/** What a watch needs, put together from this machine and AWS. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsPorts } from '@nx-lambda/aws';
import { type Failure, type Service } from '@nx-lambda/core';
import type { WatchPorts } from '@nx-lambda/operations';
import { createBuildPorts, pathWatcher } from '@nx-lambda/workspace';
import packageJson from '../../package.json' with { type: 'json' };
import { deployPorts } from './deploy-ports.ts';
import type { CommandWorkspace } from './project-services.ts';
import { watchedDefinitions } from './watched-definitions.ts';

export interface WatchSurroundings {
  readonly workspace: CommandWorkspace;
  readonly aws: AwsPorts;
  readonly readServices: () => Promise<readonly Service[]>;
  readonly onTrouble: (failure: Failure) => void;
}

export function watchPorts({ workspace, aws, readServices, onTrouble }: WatchSurroundings): WatchPorts {
  const { root, cacheFolder, options } = workspace;
  const deploy = deployPorts(aws, workspace);
  const outputFolder = ({ name }: Service) => join(root, options.outputPath, name);
  return {
    clock: deploy.clock,
    readServices,
    ...watchedDefinitions(root),
    isCheckingOut: () => existsSync(join(root, '.git', 'index.lock')),
    build: (isFirst) =>
      createBuildPorts({
        workspaceRoot: root,
        outputFolder,
        ...(isFirst && { reuse: { cacheFolder, version: packageJson.version } }),
      }),
    deploy,
    watchPaths: (onChange) =>
      pathWatcher({ workspaceRoot: root, onChange, onTrouble: (error) => onTrouble(unwatchable(error)) }),
  };
}

function unwatchable(error: Error): Failure {
  const { code } = error as NodeJS.ErrnoException;
  const isFull = code === 'ENOSPC' || code === 'EMFILE';
  return {
    code: 'NXL-WATCH-LIMIT',
    message: `A folder can't be watched (${code ?? error.message}): what is saved in it goes unnoticed.`,
    advice: isFull
      ? 'Raise the limit of watched folders, on Linux fs.inotify.max_user_watches and fs.inotify.max_user_instances, then start the watch again.'
      : 'Look at the rights of the workspace, then start the watch again.',
  };
}
