/** The commands of `nx-lambda …`: each is a target's executor, and has its flags. Loads none of them. */
import type { PluginOptions } from '@nx-lambda/core';
import {
  DEPLOY_FLAGS,
  type Flags,
  INVOKE_FLAGS,
  LOCAL_FLAGS,
  ROLLBACK_FLAGS,
  STATUS_FLAGS,
  WATCH_FLAGS,
} from '../run/flags.ts';

export interface DirectCommand {
  readonly name: CommandName;
  /** Its executor, without the plugin's name. */
  readonly executor: string;
  /** The target's key among the names in the plugin's options. */
  readonly target: keyof PluginOptions['targetNames'];
  readonly flags: Flags;
  /** About one service, of which one function runs. */
  readonly single: boolean;
  /** Goes on until it is interrupted, which is how it ends well. */
  readonly endsByInterruption: (options: Readonly<Record<string, unknown>>) => boolean;
  readonly summary: string;
}

export type CommandName = 'deploy' | 'invoke' | 'local' | 'watch' | 'status' | 'rollback';

const never = () => false;

export const COMMANDS: readonly DirectCommand[] = [
  {
    name: 'deploy',
    executor: 'deploy-feature',
    target: 'deployFeature',
    flags: DEPLOY_FLAGS,
    single: false,
    endsByInterruption: never,
    summary: 'Build, and update the functions whose bytes differ',
  },
  {
    name: 'invoke',
    executor: 'invoke-cloud',
    target: 'invokeCloud',
    flags: INVOKE_FLAGS,
    single: true,
    endsByInterruption: never,
    summary: 'Invoke a deployed function',
  },
  {
    name: 'local',
    executor: 'invoke-local',
    target: 'invokeLocal',
    flags: LOCAL_FLAGS,
    single: true,
    endsByInterruption: ({ watch }) => String(watch) === 'true',
    summary: 'Run a function on this machine, with what the deployed one has',
  },
  {
    name: 'watch',
    executor: 'watch-feature',
    target: 'watchFeature',
    flags: WATCH_FLAGS,
    single: false,
    endsByInterruption: () => true,
    summary: 'Deploy what is saved, as it is saved',
  },
  {
    name: 'status',
    executor: 'status-feature',
    target: 'statusFeature',
    flags: STATUS_FLAGS,
    single: false,
    endsByInterruption: never,
    summary: 'Tell what is deployed, and whether it is what is built here',
  },
  {
    name: 'rollback',
    executor: 'rollback-feature',
    target: 'rollbackFeature',
    flags: ROLLBACK_FLAGS,
    single: false,
    endsByInterruption: never,
    summary: 'Bring back the code that the last deployment replaced',
  },
];
