/** A watch of the services in a folder, as `watch-feature` puts it together. */
import { join } from 'node:path';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import { type Emit, parsePluginOptions, type Result, type Service, type WatchReport } from '@nx-lambda/core';
import { type WatchRequest, watchServices } from '@nx-lambda/operations';
import { readServices } from '@nx-lambda/workspace';
import type { CommandWorkspace } from '../../packages/nx-lambda/src/run/project-services.ts';
import { rememberedIdentity } from '../../packages/nx-lambda/src/run/remembered-identity.ts';
import { watchPorts } from '../../packages/nx-lambda/src/run/watch-ports.ts';
import { DEFINITION_FILES } from './watched-files.ts';

export const ENVIRONMENT = { name: 'ann', origin: '--environment' } as const;

export interface PreparedWatch {
  readonly aws: AwsPorts;
  readonly workspace: CommandWorkspace;
  /** As its definitions say now. */
  readServices(): Promise<readonly Service[]>;
  start(change: Partial<WatchRequest>, emit: Emit, signal: AbortSignal): Promise<Result<WatchReport>>;
}

export function prepareWatch(root: string, endpoint: string): PreparedWatch {
  const parsed = parsePluginOptions({ region: 'us-east-1' });
  if (!parsed.ok) throw new Error(parsed.failures[0].message);
  const options = parsed.value;
  const credentials = { accessKeyId: 'AKIAANN', secretAccessKey: 'secret' };
  const ports = createAwsPorts({ region: 'us-east-1', endpoint, credentials, maxAttempts: 2 });
  const aws = { ...ports, identity: rememberedIdentity(ports.identity) };
  const workspace = { root, options, cacheFolder: join(root, '.nx/cache/nx-lambda') };
  const read = () => readServices({ workspaceRoot: root, definitionFiles: DEFINITION_FILES, options });
  return {
    aws,
    workspace,
    readServices: read,
    async start(change, emit, signal) {
      let runs = 0;
      return watchServices(
        {
          environment: ENVIRONMENT,
          services: await read(),
          options,
          common: ['package-lock.json'],
          timeout: 20_000,
          commit: () => undefined,
          runId: () => `run-${++runs}`,
          provisionTarget: 'provision-feature',
          ...change,
        },
        watchPorts({ workspace, aws, readServices: read, onTrouble: () => undefined }),
        emit,
        signal,
      );
    },
  };
}
