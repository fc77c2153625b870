/** The programs of the CDK and of osls, run in a workspace against the stand-in as their users run them against AWS. */
import { symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type CommandResult, mustRun } from '../../../tools/sample/command.ts';
import { OTHER_TOOLS_PACKAGES } from '../../support/other-tools.ts';
import type { Shop } from './shop.ts';

export interface ToolPrograms {
  /** `cdk …` in a folder of the workspace. */
  cdk(folder: string, ...args: readonly string[]): Promise<CommandResult>;
  /** `osls …` in a folder of the workspace. */
  osls(folder: string, ...args: readonly string[]): Promise<CommandResult>;
}

/** Links osls into the workspace, where its programs are looked for; aws-cdk-lib is found by NODE_PATH. */
export async function toolPrograms({ workspace }: Shop): Promise<ToolPrograms> {
  const modules = join(workspace.root, 'node_modules');
  await symlink(join(OTHER_TOOLS_PACKAGES, 'osls'), join(modules, 'osls'), 'junction');
  const run = (program: string, folder: string, args: readonly string[]) =>
    mustRun(process.execPath, [program, ...args], {
      cwd: join(workspace.root, folder),
      env: {
        ...workspace.environment,
        PATH: [join(modules, '.bin'), workspace.environment['PATH']].join(delimiter),
        NODE_PATH: OTHER_TOOLS_PACKAGES,
        AWS_EC2_METADATA_DISABLED: 'true',
        CI: 'true',
      },
    });
  return {
    cdk: (folder, ...args) => run(join(OTHER_TOOLS_PACKAGES, 'aws-cdk/bin/cdk'), folder, [...args, '--no-notices']),
    osls: (folder, ...args) => run(join(modules, 'osls/bin/serverless.js'), folder, args),
  };
}
